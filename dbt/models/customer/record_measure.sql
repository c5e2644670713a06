{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['source_system', 'source_object', 'source_record_id'],
            'owner': 'data_stewards',
        }
    )
}}

with customer_identities as (
    select * from {{ ref('customer_identity') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

orders as (
    select * from {{ ref('orders') }}
),

responses as (
    select * from {{ ref('survey_response') }}
),

scores as (
    select * from {{ ref('int_survey_scores') }}
),

consents as (
    select * from {{ ref('int_consents_of_records') }}
),

purchases as (
    select
        source_system,
        party_key,
        count(*) as order_count,
        sum(net_amount) as net_amount,
        min(business_date) as first_order_on,
        max(business_date) as last_order_on
    from orders
    where party_key is not null
    group by source_system, party_key
),

-- The same sheets and the same choice of the latest as in customer_360.
nps_answers as (
    select
        party_customers.source_system,
        party_customers.source_object,
        party_customers.source_record_id,
        scores.score,
        scores.responded_at
    from scores
    inner join responses
        on
            scores.source_system = responses.source_system
            and scores.response_record_id = responses.source_record_id
    inner join party_customers
        on
            responses.source_system = party_customers.source_system
            and responses.party_key = party_customers.party_key
    where
        scores.metric = 'nps'
        and scores.score between 0 and 10
        and scores.score = floor(scores.score)
    qualify row_number() over (
        partition by
            party_customers.source_system,
            party_customers.source_object,
            party_customers.source_record_id
        order by
            scores.responded_at desc nulls last,
            scores.response_record_id desc,
            scores.question_key asc
    ) = 1
),

-- Several contact keys may stand behind one implied party.
measures as (
    select
        party_customers.source_system,
        party_customers.source_object,
        party_customers.source_record_id,
        sum(purchases.order_count) as order_count,
        sum(purchases.net_amount) as net_amount,
        min(purchases.first_order_on) as first_order_on,
        max(purchases.last_order_on) as last_order_on,
        max(consents.email_strictness) as email_strictness,
        max(consents.phone_strictness) as phone_strictness
    from party_customers
    left join purchases
        on
            party_customers.source_system = purchases.source_system
            and party_customers.party_key = purchases.party_key
    left join consents
        on
            party_customers.source_system = consents.source_system
            and party_customers.party_key = consents.party_key
    group by
        party_customers.source_system,
        party_customers.source_object,
        party_customers.source_record_id
)

select
    cast(customer_identities.source_system as string) as source_system,
    cast(customer_identities.source_object as string) as source_object,
    cast(customer_identities.source_record_id as string) as source_record_id,
    cast(customer_identities.customer_id as string) as customer_id,
    cast(coalesce(measures.order_count, 0) as bigint) as order_count,
    cast(coalesce(measures.net_amount, 0) as decimal(18, 2)) as net_amount,
    cast(measures.first_order_on as date) as first_order_on,
    cast(measures.last_order_on as date) as last_order_on,
    cast(nps_answers.score as integer) as last_nps_score,
    cast(nps_answers.responded_at as timestamp) as last_nps_at,
    cast(
        case measures.email_strictness
            when 3 then 'denied'
            when 2 then 'withdrawn'
            when 1 then 'granted'
            else 'unknown'
        end as string
    ) as marketing_consent_email,
    cast(
        case measures.phone_strictness
            when 3 then 'denied'
            when 2 then 'withdrawn'
            when 1 then 'granted'
            else 'unknown'
        end as string
    ) as marketing_consent_phone
from customer_identities
left join measures
    on
        customer_identities.source_system = measures.source_system
        and customer_identities.source_object = measures.source_object
        and customer_identities.source_record_id = measures.source_record_id
left join nps_answers
    on
        customer_identities.source_system = nps_answers.source_system
        and customer_identities.source_object = nps_answers.source_object
        and customer_identities.source_record_id = nps_answers.source_record_id
