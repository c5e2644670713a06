{{ config(schema='measure', contract={'enforced': false}) }}

with support_cases as (
    select * from {{ ref('int_support_cases') }}
),

business_hours as (
    select * from {{ ref('int_business_hours') }}
),

pipeline_items as (
    select * from {{ ref('pipeline_item') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

replied_cases as (
    select
        source_system,
        source_object,
        source_record_id,
        channel,
        reason,
        created_on,
        ({{ x_epoch('replied_at') }} - {{ x_epoch('created_at') }}) / 60 as calendar_minutes,
        {{ x_local_timestamp('created_at', 'timezone') }} as created_local_at,
        {{ x_local_timestamp('replied_at', 'timezone') }} as replied_local_at
    from support_cases
    where replied_at is not null
),

moments as (
    select
        source_system,
        source_object,
        source_record_id,
        -1 as sign,
        cast(created_local_at as date) as day_on,
        {{ x_epoch('created_local_at') }} / 60
        - {{ x_epoch('cast(cast(created_local_at as date) as timestamp)') }} / 60 as minute_of_day
    from replied_cases
    union all
    select
        source_system,
        source_object,
        source_record_id,
        1 as sign,
        cast(replied_local_at as date) as day_on,
        {{ x_epoch('replied_local_at') }} / 60
        - {{ x_epoch('cast(cast(replied_local_at as date) as timestamp)') }} / 60 as minute_of_day
    from replied_cases
),

-- A clock that stands still outside business hours, read at both moments.
clock_readings as (
    select
        moments.source_system,
        moments.source_object,
        moments.source_record_id,
        moments.sign,
        max(business_hours.minutes_before)
        + sum(
            greatest(
                0,
                least(moments.minute_of_day, business_hours.closes_minute)
                - business_hours.opens_minute
            )
        ) as minutes
    from moments
    inner join business_hours
        on moments.day_on = business_hours.day_on
    group by
        moments.source_system, moments.source_object, moments.source_record_id, moments.sign
),

business_minutes as (
    select
        source_system,
        source_object,
        source_record_id,
        sum(sign * minutes) as business_minutes
    from clock_readings
    group by source_system, source_object, source_record_id
),

first_orders as (
    select
        customer_id,
        min(business_date) as business_date,
        min(sold_at) as first_order_at
    from orders
    group by customer_id
),

leads as (
    select
        pipeline_items.source_system,
        pipeline_items.source_object,
        pipeline_items.source_record_id,
        first_orders.business_date,
        {{ x_epoch('first_orders.first_order_at') }} / 86400
        - {{ x_epoch('pipeline_items.created_at') }} / 86400 as day_count
    from pipeline_items
    inner join party_customers
        on
            pipeline_items.source_system = party_customers.source_system
            and pipeline_items.party_key = party_customers.party_key
    inner join first_orders
        on party_customers.customer_id = first_orders.customer_id
    cross join as_of
    where
        pipeline_items.item_type = 'lead'
        and not pipeline_items.is_deleted
        and pipeline_items.business_date <= as_of.as_of_on
        -- Who had ordered before was won by something else.
        and pipeline_items.created_at <= first_orders.first_order_at
)

{% for dimension, member in [('all', "'all'"), ('channel', 'channel'), ('reason', 'reason')] -%}
select
    'first_reply_minutes_median' as kpi_id,
    source_system,
    source_object,
    source_record_id,
    created_on as business_date,
    '{{ dimension }}' as dimension,
    {{ member }} as member,
    calendar_minutes as observed
from replied_cases
union all
select
    'resolution_hours_median' as kpi_id,
    source_system,
    source_object,
    source_record_id,
    solved_on as business_date,
    '{{ dimension }}' as dimension,
    {{ member }} as member,
    ({{ x_epoch('solved_at') }} - {{ x_epoch('created_at') }}) / 3600 as observed
from support_cases
where solved_at >= created_at
union all
{% endfor -%}
select
    'first_reply_minutes_median' as kpi_id,
    source_system,
    source_object,
    source_record_id,
    created_on as business_date,
    'clock' as dimension,
    'calendar' as member,
    calendar_minutes as observed
from replied_cases
union all
select
    'first_reply_minutes_median' as kpi_id,
    replied_cases.source_system,
    replied_cases.source_object,
    replied_cases.source_record_id,
    replied_cases.created_on as business_date,
    'clock' as dimension,
    'business' as member,
    business_minutes.business_minutes as observed
from replied_cases
inner join business_minutes
    on
        replied_cases.source_system = business_minutes.source_system
        and replied_cases.source_object = business_minutes.source_object
        and replied_cases.source_record_id = business_minutes.source_record_id
union all
select
    'lead_to_customer_days' as kpi_id,
    source_system,
    source_object,
    source_record_id,
    business_date,
    'all' as dimension,
    'all' as member,
    day_count as observed
from leads
