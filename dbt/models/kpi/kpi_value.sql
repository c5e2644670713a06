{{
    config(
        meta={
            'publish': 'bi',
            'order_by': [
                'kpi_id', 'period_grain', 'period_start_on', 'dimension', 'member',
                'definition_version',
            ],
            'owner': 'cx',
        }
    )
}}

with kpi_values as (
    select * from {{ ref('int_kpi_rolled_up') }}
    union all
    select * from {{ ref('int_kpi_buyers') }}
    union all
    select * from {{ ref('int_kpi_churn') }}
    union all
    select * from {{ ref('int_kpi_ltv_simple') }}
    union all
    select * from {{ ref('int_kpi_ltv_predicted') }}
    union all
    select * from {{ ref('int_kpi_pipeline') }}
    union all
    select * from {{ ref('int_kpi_presence') }}
    union all
    select * from {{ ref('int_kpi_medians') }}
    union all
    select * from {{ ref('int_kpi_backlog') }}
),

definitions as (
    select * from {{ ref('kpi_catalogue') }}
),

flagged as (
    select
        kpi_values.*,
        definitions.interval_method,
        definitions.definition_version,
        case
            when kpi_values.is_immature then 'immature'
            when kpi_values.value is null then 'no_data'
            when kpi_values.is_revenue_only then 'revenue_only'
            when kpi_values.n < definitions.least_n then 'low_n'
            else 'ok'
        end as quality_flag,
        case
            when kpi_values.n >= 10 and not kpi_values.is_immature
                then definitions.interval_method
        end as usable_interval_method
    from kpi_values
    inner join definitions
        on kpi_values.kpi_id = definitions.kpi_id
),

-- Each interval is centre -+ 1.96 x standard_error in the KPI's own scale: Wilson for shares,
-- adjusted Wald for NPS and net sentiment (three more answers, a quarter of them promoters, a
-- quarter detractors), normal for means: of a scale from 0 to 100, or of anything above 0 (`mean`).
centred as (
    select
        *,
        case usable_interval_method
            when 'wilson' then (numerator + 1.96 * 1.96 / 2) / (denominator + 1.96 * 1.96)
            when 'adjusted_wald' then numerator / (denominator + 3)
            when 'adjusted_wald_share' then numerator / (denominator + 3)
            when 'normal' then value
            when 'mean' then value
        end as interval_centre,
        case
            when usable_interval_method in ('adjusted_wald', 'adjusted_wald_share')
                then (square_sum + 1.5) / (denominator + 3)
        end as decided_share
    from flagged
),

spread as (
    select
        *,
        case
            when usable_interval_method = 'wilson'
                then sqrt(
                    numerator * (denominator - numerator) / denominator + 1.96 * 1.96 / 4
                ) / (denominator + 1.96 * 1.96)
            when usable_interval_method in ('adjusted_wald', 'adjusted_wald_share')
                then sqrt(
                    (decided_share - interval_centre * interval_centre) / (denominator + 3)
                )
            when usable_interval_method in ('normal', 'mean')
                then sqrt(
                    greatest(0, square_sum - numerator * numerator / denominator)
                    / (denominator - 1) / denominator
                )
        end as standard_error
    from centred
),

scaled as (
    select
        *,
        case interval_method when 'adjusted_wald' then 100 else 1 end as scale,
        case interval_method
            when 'adjusted_wald' then -100
            when 'adjusted_wald_share' then -1
            else 0
        end as lowest,
        case interval_method
            when 'wilson' then 1
            when 'adjusted_wald_share' then 1
            when 'mean' then null
            else 100
        end as highest
    from spread
),

bounded as (
    select
        *,
        greatest(lowest, scale * (interval_centre - 1.96 * standard_error)) as raw_ci_low,
        least(
            coalesce(highest, scale * (interval_centre + 1.96 * standard_error)),
            scale * (interval_centre + 1.96 * standard_error)
        ) as raw_ci_high
    from scaled
)

select
    cast(kpi_id as string) as kpi_id,
    cast(period_grain as string) as period_grain,
    cast(period_start_on as date) as period_start_on,
    cast(period_end_on as date) as period_end_on,
    cast(dimension as string) as dimension,
    cast(member as string) as member,
    cast(
        case
            when is_immature then null
            -- Rounded apart, the two shares of one whole could miss 1 by the last digit.
            when kpi_id = 'churn_rate' then round(1 - round(1 - value, 4), 4)
            else round(value, 4)
        end as double
    ) as value,
    cast(case when not is_immature then numerator end as double) as numerator,
    cast(case when not is_immature then denominator end as double) as denominator,
    cast(n as bigint) as n,
    cast(
        case when standard_error is not null then round(raw_ci_low, 4) end as double
    ) as ci_low,
    cast(
        case when standard_error is not null then round(raw_ci_high, 4) end as double
    ) as ci_high,
    cast(quality_flag as string) as quality_flag,
    cast(parameters as string) as parameters,
    cast(definition_version as integer) as definition_version
from bounded
