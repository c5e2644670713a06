{{ config(materialized='view') }}

with answers as (
    select * from {{ ref('survey_answer') }}
),

scores as (
    select
        source_system,
        response_record_id,
        max(score) as rating
    from answers
    where metric = 'nps' and not is_deleted
    group by source_system, response_record_id
),

responses as (
    select * from {{ ref('survey_response') }}
),

reviews as (
    select * from {{ ref('review') }}
),

interactions as (
    select * from {{ ref('support_interaction') }}
)

select
    answers.source_system,
    answers.source_object,
    answers.source_record_id,
    answers.load_id,
    answers.load_seq,
    answers.source_row_number,
    answers.business_date,
    answers.is_deleted,
    answers.tz_basis,
    responses.party_key,
    'survey' as origin,
    scores.rating,
    responses.language,
    cast(null as string) as url,
    answers.answer_text as text,
    responses.responded_at as occurred_at
from answers
inner join responses
    on
        answers.source_system = responses.source_system
        and answers.response_record_id = responses.source_record_id
left join scores
    on
        answers.source_system = scores.source_system
        and answers.response_record_id = scores.response_record_id
where
    answers.answer_text is not null
    and responses.is_complete
    and not coalesce(responses.is_preview, false)
    -- What employees say is kept for survey_monthly, and apart from what customers say.
    and coalesce(responses.survey_kind <> 'employee', true)
union all
select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    source_row_number,
    business_date,
    is_deleted,
    tz_basis,
    cast(null as string) as party_key,
    case review_kind when 'mention' then 'social' else 'review' end as origin,
    rating,
    language,
    url,
    nullif(concat_ws(' ', title, text), '') as text,
    published_at as occurred_at
from reviews
where coalesce(title, text) is not null
union all
-- Notes that colleagues leave each other are nobody's voice.
select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    source_row_number,
    business_date,
    is_deleted,
    tz_basis,
    party_key,
    case channel when 'phone' then 'call' else 'case' end as origin,
    cast(null as double) as rating,
    cast(null as string) as language,
    cast(null as string) as url,
    text,
    occurred_at
from interactions
where author_type = 'customer' and is_public and text is not null
