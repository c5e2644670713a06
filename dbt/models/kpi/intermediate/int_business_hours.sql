{{ config(schema='measure', contract={'enforced': false}) }}

with opening_hours as (
    select * from {{ source('landing', 'opening_hour') }}
),

holidays as (
    select * from {{ source('landing', 'holiday') }}
),

-- A business day that begins at five ends on the next calendar day.
days as (
    select day_on from {{ ref('int_days') }}
    union
    select as_of_on + 1 as day_on from {{ ref('as_of') }}
),

days_open as (
    select
        days.day_on,
        coalesce(opening_hours.opens_minute, 0) as opens_minute,
        coalesce(opening_hours.closes_minute, 0) as closes_minute
    from days
    left join holidays
        on days.day_on = holidays.holiday_on
    left join opening_hours
        on
            mod({{ x_days_between("cast('1970-01-05' as date)", 'days.day_on') }}, 7)
            = opening_hours.weekday
            and holidays.holiday_on is null
),

minutes_by_day as (
    select
        day_on,
        sum(closes_minute - opens_minute) as open_minutes
    from days_open
    group by day_on
),

minutes_before as (
    select
        day_on,
        coalesce(
            sum(open_minutes) over (
                order by day_on asc rows between unbounded preceding and 1 preceding
            ), 0
        ) as minutes_before
    from minutes_by_day
)

select
    days_open.day_on,
    days_open.opens_minute,
    days_open.closes_minute,
    cast(minutes_before.minutes_before as bigint) as minutes_before
from days_open
inner join minutes_before
    on days_open.day_on = minutes_before.day_on
