{{ config(schema='measure', contract={'enforced': false}) }}

with deals as (
    select * from {{ ref('int_deals') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
),

changes as (
    select
        created_on as changed_on,
        count(*) as deal_change,
        sum(amount) as amount_change
    from deals
    group by created_on
    union all
    -- One that was entered after it was decided has never been open.
    select
        greatest(decided_on, created_on) as changed_on,
        -count(*) as deal_change,
        -sum(amount) as amount_change
    from deals
    where decided_on is not null
    group by greatest(decided_on, created_on)
)

select
    'pipeline_amount' as kpi_id,
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    'all' as dimension,
    'all' as member,
    cast(sum(changes.amount_change) as double) as numerator,
    cast(null as double) as square_sum,
    cast(null as double) as denominator,
    cast(sum(changes.deal_change) as bigint) as n,
    cast(sum(changes.amount_change) as double) as value,
    false as is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from periods
inner join changes
    on periods.period_end_on >= changes.changed_on
where periods.period_grain not in ('day', 'week', 'trailing_12m')
group by periods.period_grain, periods.period_start_on, periods.period_end_on
