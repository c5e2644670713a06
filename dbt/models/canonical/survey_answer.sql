with answers as (
    {{ mapped('survey_answer') }}
),

responses as (
    select
        source_system,
        source_record_id,
        business_date,
        touchpoint,
        is_deleted
    from {{ ref('survey_response') }}
)

select
    answers.source_system,
    answers.source_object,
    answers.source_record_id,
    answers.load_id,
    answers.load_seq,
    answers.source_row_number,
    responses.business_date,
    coalesce(answers.is_deleted, false) or coalesce(responses.is_deleted, false) as is_deleted,
    answers.tz_basis,
    answers.response_record_id,
    answers.question_key,
    answers.question_tag,
    answers.question_text,
    answers.metric,
    coalesce(answers.touchpoint, responses.touchpoint) as touchpoint,
    answers.scale_min,
    answers.scale_max,
    answers.higher_is_better,
    case
        when
            answers.score >= coalesce(answers.scale_min, answers.score)
            and answers.score <= coalesce(answers.scale_max, answers.score)
            then answers.score
    end as score,
    answers.answer_text
from answers
-- An answer may arrive before its sheet, or without one: it is kept, and counts nowhere until then.
left join responses
    on
        answers.source_system = responses.source_system
        and answers.response_record_id = responses.source_record_id
