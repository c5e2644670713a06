{{ config(schema='measure', contract={'enforced': false}) }}

with messages as (
    select * from {{ ref('int_email_messages') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

days as (
    select * from {{ ref('int_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
)

select
    party_customers.customer_id,
    count(*) as delivered_count,
    count_if(messages.is_opened or messages.is_clicked) as engaged_count
from messages
inner join party_customers
    on
        messages.source_system = party_customers.source_system
        and messages.party_key = party_customers.party_key
inner join days
    on messages.sent_on = days.day_on
cross join as_of
where messages.is_delivered and days.in_12m_until_on >= as_of.as_of_on
group by party_customers.customer_id
