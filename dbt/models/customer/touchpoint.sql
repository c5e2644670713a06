{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['customer_id', 'occurred_at', 'source_system', 'source_object', 'source_record_id'],
            'owner': 'cx',
        }
    )
}}

with orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

sales as (
    select * from {{ ref('sale') }}
),

message_activities as (
    select * from {{ ref('message_activity') }}
),

survey_responses as (
    select * from {{ ref('survey_response') }}
),

nps_answers as (
    select * from {{ ref('int_nps_answers') }}
),

pipeline_items as (
    select * from {{ ref('pipeline_item') }}
),

sessions as (
    select * from {{ ref('int_web_sessions') }}
),

support_cases as (
    select * from {{ ref('support_case') }}
),

follow_ups as (
    select * from {{ ref('follow_up') }}
),

stages_of_company as (
    select * from {{ source('landing', 'journey_touchpoint') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

touchpoint_kinds as (
    select * from {{ ref('touchpoint_kind') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

purchases as (
    select
        orders.customer_id,
        orders.source_system,
        'sale' as source_object,
        orders.sale_record_id as source_record_id,
        orders.sold_at as occurred_at,
        orders.business_date,
        orders.channel,
        'purchase' as touchpoint,
        orders.net_amount as value_amount,
        null as sentiment
    from orders
),

events_of_parties as (
    select
        source_system,
        party_key,
        'sale' as source_object,
        source_record_id,
        sold_at as occurred_at,
        business_date,
        channel,
        'return' as touchpoint,
        net_amount as value_amount,
        null as sentiment
    from sales
    where sale_type = 'return' and not is_deleted
    union all
    -- What a mail scanner did is no contact with a person.
    select
        source_system,
        party_key,
        source_object,
        source_record_id,
        occurred_at,
        business_date,
        channel,
        'message_' || activity_type as touchpoint,
        null as value_amount,
        null as sentiment
    from message_activities
    where
        activity_type in ('sent', 'opened', 'clicked', 'unsubscribed')
        and not coalesce(is_bot, false)
        and not is_deleted
    union all
    select
        survey_responses.source_system,
        survey_responses.party_key,
        survey_responses.source_object,
        survey_responses.source_record_id,
        survey_responses.responded_at as occurred_at,
        survey_responses.business_date,
        'survey' as channel,
        case survey_responses.survey_kind
            when 'transactional' then 'survey_transactional'
            else 'survey_relationship'
        end as touchpoint,
        null as value_amount,
        case nps_answers.nps_group
            when 'promoter' then 'positive'
            when 'passive' then 'neutral'
            when 'detractor' then 'negative'
        end as sentiment
    from survey_responses
    left join nps_answers
        on
            survey_responses.source_system = nps_answers.source_system
            and survey_responses.source_record_id = nps_answers.response_record_id
    where
        survey_responses.is_complete
        and not coalesce(survey_responses.is_preview, false)
        and not survey_responses.is_deleted
    union all
    select
        source_system,
        party_key,
        source_object,
        source_record_id,
        created_at as occurred_at,
        business_date,
        'sales' as channel,
        case item_type
            when 'quote_request' then 'quote_request'
            when 'brochure_request' then 'brochure_request'
            else 'deal'
        end as touchpoint,
        amount as value_amount,
        null as sentiment
    from pipeline_items
    where item_type in ('deal', 'quote_request', 'brochure_request') and not is_deleted
    union all
    -- A visit is one contact, however many pages it saw; one of its events finds it again.
    select
        source_system,
        party_key,
        'session' as source_object,
        source_record_id,
        began_at as occurred_at,
        business_date,
        coalesce(event_category, 'web') as channel,
        case event_category
            when 'app' then 'app_visit'
            when 'product' then 'product_use'
            when 'tour' then 'onboarding_tour'
            when 'onsite' then 'onsite_message'
            else 'web_visit'
        end as touchpoint,
        null as value_amount,
        null as sentiment
    from sessions
    union all
    select
        source_system,
        party_key,
        source_object,
        source_record_id,
        created_at as occurred_at,
        business_date,
        coalesce(channel, 'unknown') as channel,
        'support_case' as touchpoint,
        null as value_amount,
        null as sentiment
    from support_cases
    where not is_deleted
    union all
    select
        source_system,
        party_key,
        source_object,
        source_record_id,
        contacted_at as occurred_at,
        business_date,
        'service' as channel,
        'follow_up' as touchpoint,
        null as value_amount,
        null as sentiment
    from follow_ups
    where contacted_at is not null and not is_deleted
),

events as (
    select
        party_customers.customer_id,
        events_of_parties.source_system,
        events_of_parties.source_object,
        events_of_parties.source_record_id,
        events_of_parties.occurred_at,
        events_of_parties.business_date,
        events_of_parties.channel,
        events_of_parties.touchpoint,
        events_of_parties.value_amount,
        events_of_parties.sentiment
    from events_of_parties
    inner join party_customers
        on
            events_of_parties.source_system = party_customers.source_system
            and events_of_parties.party_key = party_customers.party_key
    cross join as_of
    where events_of_parties.business_date <= as_of.as_of_on
    union all
    select
        customer_id,
        source_system,
        source_object,
        source_record_id,
        occurred_at,
        business_date,
        channel,
        touchpoint,
        value_amount,
        sentiment
    from purchases
)

select
    cast(events.customer_id as string) as customer_id,
    cast(events.occurred_at as timestamp) as occurred_at,
    cast(events.business_date as date) as business_date,
    cast(events.channel as string) as channel,
    cast(events.touchpoint as string) as touchpoint,
    cast(coalesce(stages_of_company.stage, touchpoint_kinds.stage) as string) as stage,
    cast(touchpoint_kinds.direction as string) as direction,
    cast(events.value_amount as decimal(18, 2)) as value_amount,
    cast(events.sentiment as string) as sentiment,
    cast(events.source_system as string) as source_system,
    cast(events.source_object as string) as source_object,
    cast(events.source_record_id as string) as source_record_id
from events
left join touchpoint_kinds
    on events.touchpoint = touchpoint_kinds.touchpoint
left join stages_of_company
    on events.touchpoint = stages_of_company.touchpoint
