{{ config(schema='measure', contract={'enforced': false}) }}

with consents as (
    select * from {{ ref('int_consents_of_records') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
)

select
    party_customers.customer_id,
    max(consents.email_strictness) as email_strictness,
    max(consents.phone_strictness) as phone_strictness
from consents
inner join party_customers
    on
        consents.source_system = party_customers.source_system
        and consents.party_key = party_customers.party_key
group by party_customers.customer_id
