with company as (
    select * from {{ source('landing', 'company') }}
),

loads as (
    select * from {{ source('landing', 'load') }}
),

digits as (
    select numbers.digit
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

midnights as (
    select
        cast(probes.probed_on as timestamp) as local_at,
        {{ x_utc_timestamp('cast(probes.probed_on as timestamp)', 'company.timezone') }} as utc_at
    from probes
    cross join company
),

shifts as (
    select ({{ x_epoch('local_at') }} - {{ x_epoch('utc_at') }}) / 60 as minutes
    from midnights
),

constant_shift as (
    select cast(round(min(minutes)) as integer) as minutes
    from shifts
    having min(minutes) = max(minutes)
),

-- A sheet and its answers are two objects of one file and one place in the order of delivery.
deliveries as (
    select
        load_seq,
        min(business_day_start_minutes) as business_day_start_minutes
    from loads
    group by load_seq
)

select
    cast(deliveries.load_seq as integer) as load_seq,
    company.timezone,
    cast(
        coalesce(deliveries.business_day_start_minutes, company.business_day_start_minutes)
        as integer
    ) as business_day_start_minutes,
    cast(
        constant_shift.minutes
        - coalesce(deliveries.business_day_start_minutes, company.business_day_start_minutes)
        as integer
    ) as local_shift_minutes
from deliveries
cross join company
left join constant_shift
    on true
