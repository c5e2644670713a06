{{ config(schema='measure', contract={'enforced': false}) }}

with changes as (
    select * from {{ ref('int_buyer_changes') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

period_ends as (
    select distinct
        period_end_on,
        period_end_on - 364 as start_365d_on,
        cast(period_end_on + 1 - interval 12 month as date) as start_12m_on
    from periods
    where period_grain not in ('day', 'week')
),

counts as (
    select
        period_ends.period_end_on,
        period_ends.start_365d_on,
        period_ends.start_12m_on,
        sum(changes.net_change) filter (where changes.measure = 'buyers_365d') as buyers_365d,
        sum(changes.net_change) filter (
            where changes.measure = 'repeat_buyers_365d'
        ) as repeat_buyers_365d,
        sum(changes.net_change) filter (where changes.measure = 'buyers_12m') as buyers_12m,
        sum(changes.net_change) filter (
            where changes.measure = 'omnichannel_buyers_12m'
        ) as omnichannel_buyers_12m,
        sum(changes.net_change) filter (
            where changes.measure = 'orders' and changes.changed_on >= period_ends.start_12m_on
        ) as orders_12m
    from period_ends
    inner join changes
        on period_ends.period_end_on >= changes.changed_on
    group by period_ends.period_end_on, period_ends.start_365d_on, period_ends.start_12m_on
),

ratios as (
    select
        'repeat_rate_365d' as kpi_id,
        period_end_on,
        start_365d_on as looks_back_to_on,
        repeat_buyers_365d as numerator,
        buyers_365d as denominator
    from counts
    union all
    select
        'purchase_frequency_12m' as kpi_id,
        period_end_on,
        start_12m_on as looks_back_to_on,
        orders_12m as numerator,
        buyers_12m as denominator
    from counts
    union all
    select
        'omnichannel_share' as kpi_id,
        period_end_on,
        start_12m_on as looks_back_to_on,
        omnichannel_buyers_12m as numerator,
        buyers_12m as denominator
    from counts
)

select
    ratios.kpi_id,
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    'all' as dimension,
    'all' as member,
    cast(coalesce(ratios.numerator, 0) as double) as numerator,
    cast(null as double) as square_sum,
    cast(coalesce(ratios.denominator, 0) as double) as denominator,
    cast(coalesce(ratios.denominator, 0) as bigint) as n,
    cast(coalesce(ratios.numerator, 0) as double)
    / nullif(cast(ratios.denominator as double), 0) as value,
    ratios.looks_back_to_on < as_of.first_sale_on as is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from ratios
inner join periods
    on ratios.period_end_on = periods.period_end_on
cross join as_of
where periods.period_grain not in ('day', 'week')
