{{ config(schema='measure', contract={'enforced': false}) }}

with digital_events as (
    select * from {{ ref('digital_event') }}
),

steps as (
    select * from {{ source('landing', 'onboarding_step') }}
),

meanings as (
    select * from {{ source('landing', 'event_meaning') }}
    where meaning = 'onboarding'
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

first_times as (
    select
        party_customers.customer_id,
        steps.step,
        steps.step_number,
        steps.is_required,
        min(digital_events.occurred_at) as reached_at,
        min(digital_events.business_date) as reached_on,
        min(
            {{ x_utc_timestamp('cast(as_of.as_of_on + 1 as timestamp)', 'as_of.timezone') }}
            + business_clock.business_day_start_minutes * interval 1 minute
        ) as as_of_at
    from digital_events
    inner join party_customers
        on
            digital_events.source_system = party_customers.source_system
            and digital_events.party_key = party_customers.party_key
    inner join meanings
        on digital_events.event_name = meanings.event_name
    inner join steps
        on meanings.subject = steps.step
    inner join business_clock
        on digital_events.load_seq = business_clock.load_seq
    cross join as_of
    where not digital_events.is_deleted and digital_events.business_date <= as_of.as_of_on
    group by party_customers.customer_id, steps.step, steps.step_number, steps.is_required
)

select
    customer_id,
    step,
    step_number,
    is_required,
    reached_at,
    min(reached_at) over (partition by customer_id) as started_at,
    min(reached_on) over (partition by customer_id) as started_on,
    min(reached_at) over (partition by customer_id) + interval 30 day
    <= min(as_of_at) over (partition by customer_id) as is_mature_30d,
    reached_at <= min(reached_at) over (partition by customer_id) + interval 30 day as is_in_time
from first_times
