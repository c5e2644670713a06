{{ config(schema='measure', contract={'enforced': false}) }}

with customer_identities as (
    select * from {{ source('identity', 'customer_identity') }}
),

parties as (
    select * from {{ ref('party') }}
),

contact_sets as (
    select * from {{ ref('contact_set') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
)

select
    customer_identities.customer_id,
    parties.source_system,
    parties.source_object,
    parties.source_record_id,
    parties.full_name,
    parties.family_name,
    parties.given_name,
    parties.full_name_kana,
    parties.family_name_kana,
    parties.given_name_kana,
    parties.email,
    parties.phone,
    parties.mobile_phone,
    parties.postal_code,
    parties.prefecture,
    parties.city,
    parties.address_line,
    parties.birth_on,
    nullif(parties.gender, 'unknown') as gender,
    parties.member_code,
    parties.job_title,
    parties.occupation,
    parties.source_record_id as party_key,
    not customer_identities.is_deleted as is_live,
    coalesce(parties.updated_at, parties.created_at) as updated_at
from customer_identities
inner join parties
    on
        customer_identities.source_system = parties.source_system
        and customer_identities.source_object = parties.source_object
        and customer_identities.source_record_id = parties.source_record_id
where customer_identities.customer_id is not null
union all
-- What events carry without belonging to a record; a row a contact key, several of which may be
-- one record.
select
    party_customers.customer_id,
    contact_sets.source_system,
    'implied' as source_object,
    party_customers.source_record_id,
    null as full_name,
    null as family_name,
    null as given_name,
    null as full_name_kana,
    null as family_name_kana,
    null as given_name_kana,
    contact_sets.email,
    contact_sets.phone,
    null as mobile_phone,
    null as postal_code,
    null as prefecture,
    null as city,
    null as address_line,
    null as birth_on,
    null as gender,
    contact_sets.member_code,
    null as job_title,
    null as occupation,
    contact_sets.party_key,
    contact_sets.has_live_row as is_live,
    contact_sets.first_seen_at as updated_at
from contact_sets
inner join party_customers
    on
        contact_sets.source_system = party_customers.source_system
        and contact_sets.party_key = party_customers.party_key
