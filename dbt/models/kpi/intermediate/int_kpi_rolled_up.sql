{{ config(schema='measure', contract={'enforced': false}) }}

with tallies as (
    select * from {{ ref('int_daily_tallies') }}
),

definitions as (
    select * from {{ ref('int_kpi_definitions') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

-- KPIs of one family share their extracts, and so how far back they reach.
family_tallies as (
    select
        definitions.event_family,
        min(tallies.business_date) as first_on
    from tallies
    inner join definitions
        on tallies.kpi_id = definitions.kpi_id
    group by definitions.event_family
),

families as (
    select
        family_tallies.event_family,
        least(
            family_tallies.first_on,
            case when family_tallies.event_family = 'commerce' then as_of.first_sale_on end
        ) as first_on
    from family_tallies
    cross join as_of
),

kpi_periods as (
    select
        definitions.kpi_id,
        definitions.calculation,
        periods.period_grain,
        periods.period_start_on,
        periods.period_end_on,
        periods.period_grain = 'trailing_12m'
        and periods.period_start_on < families.first_on as is_immature
    from definitions
    inner join families
        on definitions.event_family = families.event_family
    inner join periods
        on
            families.first_on <= periods.period_end_on
            and (definitions.is_flow_count or periods.period_grain not in ('day', 'week'))
),

members as (
    select
        kpi_periods.kpi_id,
        kpi_periods.period_grain,
        kpi_periods.period_end_on,
        tallies.dimension,
        tallies.member,
        sum(tallies.numerator) as numerator,
        sum(tallies.square_sum) as square_sum,
        sum(tallies.denominator) as denominator,
        sum(tallies.pending_count) as pending_count
    from kpi_periods
    inner join tallies
        on
            kpi_periods.kpi_id = tallies.kpi_id
            and kpi_periods.period_start_on <= tallies.business_date
            and kpi_periods.period_end_on >= tallies.business_date
            -- Who a customer is matters by the month; a day's handful would fill the table.
            and (
                tallies.dimension not in ('segment', 'age_band', 'prefecture')
                or kpi_periods.period_grain not in ('day', 'week')
            )
    group by
        kpi_periods.kpi_id,
        kpi_periods.period_grain,
        kpi_periods.period_end_on,
        tallies.dimension,
        tallies.member
),

-- The whole company has a row for every period, also for one in which nothing happened.
wholes as (
    select
        kpi_id,
        period_grain,
        period_end_on,
        'all' as dimension,
        'all' as member
    from kpi_periods
),

filled as (
    select
        kpi_id,
        period_grain,
        period_end_on,
        dimension,
        member,
        numerator,
        square_sum,
        denominator,
        pending_count
    from members
    union all
    select
        wholes.kpi_id,
        wholes.period_grain,
        wholes.period_end_on,
        wholes.dimension,
        wholes.member,
        0 as numerator,
        0 as square_sum,
        0 as denominator,
        0 as pending_count
    from wholes
    left join members
        on
            wholes.kpi_id = members.kpi_id
            and wholes.period_grain = members.period_grain
            and wholes.period_end_on = members.period_end_on
            and wholes.dimension = members.dimension
            and wholes.member = members.member
    where members.kpi_id is null
),

counted as (
    select
        kpi_periods.kpi_id,
        kpi_periods.period_grain,
        kpi_periods.period_start_on,
        kpi_periods.period_end_on,
        kpi_periods.calculation,
        kpi_periods.is_immature
        or (filled.denominator = 0 and filled.pending_count > 0) as is_immature,
        filled.dimension,
        filled.member,
        cast(round(filled.numerator, 6) as double) as numerator,
        cast(filled.square_sum as double) as square_sum,
        case
            when kpi_periods.calculation <> 'count' then cast(filled.denominator as bigint)
        end as denominator
    from kpi_periods
    inner join filled
        on
            kpi_periods.kpi_id = filled.kpi_id
            and kpi_periods.period_grain = filled.period_grain
            and kpi_periods.period_end_on = filled.period_end_on
)

select
    kpi_id,
    period_grain,
    period_start_on,
    period_end_on,
    dimension,
    member,
    numerator,
    square_sum,
    cast(denominator as double) as denominator,
    coalesce(denominator, cast(numerator as bigint)) as n,
    case calculation
        when 'count' then numerator
        when 'net_score' then 100 * numerator / nullif(denominator, 0)
        else numerator / nullif(denominator, 0)
    end as value,
    is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from counted
