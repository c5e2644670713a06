{{ config(schema='measure', contract={'enforced': false}) }}

with responses as (
    select * from {{ ref('survey_response') }}
),

answers as (
    select * from {{ ref('survey_answer') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

opinions as (
    select responses.*
    from responses
    cross join as_of
    where
        responses.is_complete
        and not coalesce(responses.is_preview, false)
        -- An employee is no customer.
        and coalesce(responses.survey_kind <> 'employee', true)
        and not responses.is_deleted
        and responses.business_date <= as_of.as_of_on
)

select
    opinions.source_system,
    opinions.source_record_id as response_record_id,
    opinions.survey_id,
    opinions.survey_kind,
    opinions.wave,
    party_customers.customer_id,
    opinions.store_id,
    opinions.business_date,
    opinions.responded_at,
    answers.question_key,
    answers.metric,
    coalesce(answers.touchpoint, opinions.touchpoint) as touchpoint,
    answers.scale_min,
    answers.scale_max,
    coalesce(answers.higher_is_better, true) as higher_is_better,
    answers.score
from opinions
inner join answers
    on
        opinions.source_system = answers.source_system
        and opinions.source_record_id = answers.response_record_id
left join party_customers
    on
        opinions.source_system = party_customers.source_system
        and opinions.party_key = party_customers.party_key
where
    answers.metric in ('nps', 'csat', 'ces')
    and not answers.is_deleted
    and answers.score between answers.scale_min and answers.scale_max
