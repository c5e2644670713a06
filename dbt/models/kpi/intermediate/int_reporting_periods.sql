{{ config(schema='measure', contract={'enforced': false}) }}

with days as (
    select * from {{ ref('int_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

calendar_periods as (
    select distinct
        'day' as period_grain,
        day_on as period_start_on,
        day_on as last_day_on
    from days
    union all
    select distinct
        'week' as period_grain,
        week_on as period_start_on,
        cast(week_on + 6 as date) as last_day_on
    from days
    union all
    select distinct
        'month' as period_grain,
        month_on as period_start_on,
        last_day(month_on) as last_day_on
    from days
    union all
    select distinct
        'quarter' as period_grain,
        quarter_on as period_start_on,
        last_day(cast(quarter_on + interval 2 month as date)) as last_day_on
    from days
    union all
    select distinct
        'fiscal_year' as period_grain,
        fiscal_year_on as period_start_on,
        last_day(cast(fiscal_year_on + interval 11 month as date)) as last_day_on
    from days
),

ended_periods as (
    select
        calendar_periods.period_grain,
        calendar_periods.period_start_on,
        least(calendar_periods.last_day_on, as_of.as_of_on) as period_end_on
    from calendar_periods
    cross join as_of
)

select *
from ended_periods
union all
select
    'trailing_12m' as period_grain,
    cast(period_end_on + 1 - interval 12 month as date) as period_start_on,
    period_end_on
from ended_periods
where period_grain = 'month'
