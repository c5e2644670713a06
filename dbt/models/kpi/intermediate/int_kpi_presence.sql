{# It asks customer_360 since when a customer is known, so it stands beside it and not before. #}
{{ config(schema='marts', contract={'enforced': false}) }}

with presence_days as (
    select * from {{ ref('int_presence_days') }}
),

customers as (
    select * from {{ ref('customer_360') }}
),

features as (
    select distinct 'feature_use_rate' as kpi_id
    from {{ source('landing', 'event_meaning') }}
    where meaning = 'feature'
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
    where period_grain not in ('day', 'week')
),

reaches as (
    select
        presence_days.kpi_id,
        min(presence_days.business_date) as first_on
    from presence_days
    left join features
        on presence_days.kpi_id = features.kpi_id
    where presence_days.kpi_id <> 'feature_use_rate' or features.kpi_id is not null
    group by presence_days.kpi_id
),

-- Activity is asked of the last 30 days of a period, the rest of the whole period.
windows as (
    select
        reaches.kpi_id,
        reaches.first_on,
        periods.period_grain,
        periods.period_start_on,
        periods.period_end_on,
        case reaches.kpi_id
            when 'active_rate_30d' then periods.period_end_on - 29
            else periods.period_start_on
        end as from_on
    from reaches
    inner join periods
        on reaches.first_on <= periods.period_end_on
    where reaches.kpi_id <> 'active_rate_30d' or periods.period_grain <> 'trailing_12m'
),

counts as (
    select
        windows.kpi_id,
        windows.period_grain,
        windows.period_end_on,
        presence_days.dimension,
        presence_days.member,
        sum(presence_days.head_count) filter (
            where presence_days.part = 'numerator'
        ) as numerator,
        sum(presence_days.head_count) filter (
            where presence_days.part = 'denominator'
        ) as denominator
    from windows
    inner join presence_days
        on
            windows.kpi_id = presence_days.kpi_id
            and windows.from_on <= presence_days.business_date
            and windows.period_end_on >= presence_days.business_date
            and windows.from_on > presence_days.previous_on
    group by
        windows.kpi_id,
        windows.period_grain,
        windows.period_end_on,
        presence_days.dimension,
        presence_days.member
),

ends as (
    select distinct period_end_on
    from windows
    where kpi_id = 'active_rate_30d'
),

arrivals as (
    select
        customer_since_on,
        count(*) as customer_count
    from customers
    group by customer_since_on
),

known as (
    select
        ends.period_end_on,
        sum(arrivals.customer_count) as customer_count
    from ends
    inner join arrivals
        on arrivals.customer_since_on is null or ends.period_end_on >= arrivals.customer_since_on
    group by ends.period_end_on
),

-- The whole has a row for every period; a feature for those in which somebody used it.
members as (
    select
        kpi_id,
        period_grain,
        period_end_on,
        'all' as dimension,
        'all' as member
    from windows
    union
    select
        kpi_id,
        period_grain,
        period_end_on,
        dimension,
        member
    from counts
),

ratios as (
    select
        windows.kpi_id,
        windows.period_grain,
        windows.period_start_on,
        windows.period_end_on,
        members.dimension,
        members.member,
        coalesce(counts.numerator, 0) as numerator,
        case windows.kpi_id
            when 'active_rate_30d' then coalesce(known.customer_count, 0)
            else coalesce(wholes.denominator, 0)
        end as denominator,
        windows.first_on > windows.from_on
        and (windows.kpi_id = 'active_rate_30d' or windows.period_grain = 'trailing_12m')
            as is_immature
    from windows
    inner join members
        on
            windows.kpi_id = members.kpi_id
            and windows.period_grain = members.period_grain
            and windows.period_end_on = members.period_end_on
    left join counts
        on
            members.kpi_id = counts.kpi_id
            and members.period_grain = counts.period_grain
            and members.period_end_on = counts.period_end_on
            and members.dimension = counts.dimension
            and members.member = counts.member
    left join counts as wholes
        on
            windows.kpi_id = wholes.kpi_id
            and windows.period_grain = wholes.period_grain
            and windows.period_end_on = wholes.period_end_on
            and wholes.dimension = 'all'
    left join known
        on windows.period_end_on = known.period_end_on
)

select
    kpi_id,
    period_grain,
    period_start_on,
    period_end_on,
    dimension,
    member,
    cast(numerator as double) as numerator,
    cast(null as double) as square_sum,
    cast(denominator as double) as denominator,
    cast(denominator as bigint) as n,
    cast(numerator as double) / nullif(cast(denominator as double), 0) as value,
    is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from ratios
