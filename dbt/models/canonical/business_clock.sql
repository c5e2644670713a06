with company as (
    select * from {{ source('landing', 'company') }}
),

digits as (
    select cast(digit as integer) as digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as numbers (digit)
),

-- Every third day from 1970 to 2052: no zone has kept a summer time shorter than that.
probes as (
    select
        date_add(
            cast('1970-01-01' as date),
            3 * (ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit)
        ) as probed_on
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
),

shifts as (
    select
        ({{ x_epoch("cast(probes.probed_on as timestamp)") }}
        - {{ x_epoch(x_utc_timestamp("cast(probes.probed_on as timestamp)", "company.timezone")) }})
        / 60 as minutes
    from probes
    cross join company
),

constant_shift as (
    select case when min(minutes) = max(minutes) then cast(min(minutes) as integer) end as minutes
    from shifts
)

select
    company.timezone,
    cast(company.business_day_start_minutes as integer) as business_day_start_minutes,
    cast(constant_shift.minutes - company.business_day_start_minutes as integer)
        as local_shift_minutes
from company
cross join constant_shift
