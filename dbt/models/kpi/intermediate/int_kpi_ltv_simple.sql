{{ config(schema='measure', contract={'enforced': false}) }}

with rolled_up as (
    select * from {{ ref('int_kpi_rolled_up') }}
),

buyers as (
    select * from {{ ref('int_kpi_buyers') }}
),

churn as (
    select * from {{ ref('int_kpi_churn') }}
),

margins as (
    select * from {{ ref('int_margin_by_day') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
),

trailing_periods as (
    select
        periods.period_start_on,
        periods.period_end_on,
        cast(sum(margins.margin_amount) as double)
        / nullif(cast(sum(margins.net_amount) as double), 0) as margin_rate
    from periods
    left join margins
        on
            periods.period_start_on <= margins.business_date
            and periods.period_end_on >= margins.business_date
    where periods.period_grain = 'trailing_12m'
    group by periods.period_start_on, periods.period_end_on
),

parts as (
    select
        trailing_periods.period_end_on,
        aov.value as aov_12m,
        frequency.value as purchase_frequency_12m,
        churn.value as churn_rate_12m,
        -- Without any churn a customer would stay for ever; five years is the most that is said.
        case
            when churn.value = 0 then 5
            when churn.value > 0 then least(5, 1 / churn.value)
        end as lifespan_years,
        trailing_periods.margin_rate,
        frequency.n,
        aov.is_immature or frequency.is_immature or churn.is_immature as is_immature
    from trailing_periods
    inner join rolled_up as aov
        on
            trailing_periods.period_end_on = aov.period_end_on
            and aov.kpi_id = 'aov'
            and aov.period_grain = 'trailing_12m'
            and aov.dimension = 'all'
    inner join buyers as frequency
        on
            trailing_periods.period_end_on = frequency.period_end_on
            and frequency.kpi_id = 'purchase_frequency_12m'
            and frequency.period_grain = 'trailing_12m'
    inner join churn
        on
            trailing_periods.period_end_on = churn.period_end_on
            and churn.kpi_id = 'churn_rate'
            and churn.period_grain = 'trailing_12m'
            and churn.dimension = 'all'
)

select
    'ltv_simple' as kpi_id,
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    'all' as dimension,
    'all' as member,
    cast(null as double) as numerator,
    cast(null as double) as square_sum,
    cast(null as double) as denominator,
    parts.n,
    parts.aov_12m
    * parts.purchase_frequency_12m
    * parts.lifespan_years
    * coalesce(parts.margin_rate, 1) as value,
    parts.is_immature,
    parts.margin_rate is null as is_revenue_only,
    '{"aov_12m": ' || coalesce(cast(round(parts.aov_12m, 4) as string), 'null')
    || ', "purchase_frequency_12m": '
    || coalesce(cast(round(parts.purchase_frequency_12m, 4) as string), 'null')
    || ', "churn_rate_12m": ' || coalesce(cast(round(parts.churn_rate_12m, 4) as string), 'null')
    || ', "lifespan_years": ' || coalesce(cast(round(parts.lifespan_years, 4) as string), 'null')
    || ', "margin_rate": ' || coalesce(cast(round(parts.margin_rate, 4) as string), 'null')
    || '}' as parameters
from parts
inner join periods
    on parts.period_end_on = periods.period_end_on
where periods.period_grain not in ('day', 'week')
