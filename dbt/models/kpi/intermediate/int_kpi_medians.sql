{{ config(schema='measure', contract={'enforced': false}) }}

with durations as (
    select * from {{ ref('int_durations') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
    where period_grain not in ('day', 'week')
),

reaches as (
    select
        kpi_id,
        min(business_date) as first_on
    from durations
    group by kpi_id
),

kpi_periods as (
    select
        reaches.kpi_id,
        periods.period_grain,
        periods.period_start_on,
        periods.period_end_on,
        periods.period_grain = 'trailing_12m'
        and periods.period_start_on < reaches.first_on as is_immature
    from reaches
    inner join periods
        on reaches.first_on <= periods.period_end_on
),

medians as (
    select
        kpi_periods.kpi_id,
        kpi_periods.period_grain,
        kpi_periods.period_end_on,
        durations.dimension,
        durations.member,
        count(*) as n,
        percentile_cont(0.5) within group (order by durations.observed) as value
    from kpi_periods
    inner join durations
        on
            kpi_periods.kpi_id = durations.kpi_id
            and kpi_periods.period_start_on <= durations.business_date
            and kpi_periods.period_end_on >= durations.business_date
    group by
        kpi_periods.kpi_id,
        kpi_periods.period_grain,
        kpi_periods.period_end_on,
        durations.dimension,
        durations.member
),

members as (
    select
        kpi_id,
        period_grain,
        period_end_on,
        'all' as dimension,
        'all' as member
    from kpi_periods
    union
    select
        kpi_id,
        period_grain,
        period_end_on,
        dimension,
        member
    from medians
)

select
    kpi_periods.kpi_id,
    kpi_periods.period_grain,
    kpi_periods.period_start_on,
    kpi_periods.period_end_on,
    members.dimension,
    members.member,
    cast(null as double) as numerator,
    cast(null as double) as square_sum,
    cast(null as double) as denominator,
    cast(coalesce(medians.n, 0) as bigint) as n,
    cast(medians.value as double) as value,
    kpi_periods.is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from kpi_periods
inner join members
    on
        kpi_periods.kpi_id = members.kpi_id
        and kpi_periods.period_grain = members.period_grain
        and kpi_periods.period_end_on = members.period_end_on
left join medians
    on
        members.kpi_id = medians.kpi_id
        and members.period_grain = medians.period_grain
        and members.period_end_on = medians.period_end_on
        and members.dimension = medians.dimension
        and members.member = medians.member
