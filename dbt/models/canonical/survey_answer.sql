with answers as (
    select
        *,
        case
            when {{ x_regex_match('answer_value', '^-?[0-9]{1,9}([.][0-9]{1,9})?$') }}
                then cast(answer_value as double)
        end as number_given
    from {{ ref('stg_qualtrics__answers') }}
),

responses as (
    select
        source_system,
        source_record_id,
        business_date
    from {{ ref('survey_response') }}
)

select
    answers.source_system,
    answers.source_object,
    answers.response_id || '-' || answers.question_key as source_record_id,
    answers.load_id,
    answers.load_seq,
    answers.source_row_number,
    responses.business_date,
    false as is_deleted,
    answers.tz_basis,
    answers.response_id as response_record_id,
    answers.question_key,
    answers.question_tag,
    answers.question_text,
    answers.metric,
    answers.touchpoint,
    answers.scale_min,
    answers.scale_max,
    answers.higher_is_better,
    case
        when
            answers.metric <> 'text'
            and answers.number_given >= coalesce(answers.scale_min, answers.number_given)
            and answers.number_given <= coalesce(answers.scale_max, answers.number_given)
            then answers.number_given
    end as score,
    case when answers.metric = 'text' then answers.answer_value end as answer_text
from answers
inner join responses
    on
        answers.source_system = responses.source_system
        and answers.response_id = responses.source_record_id
