{{ config(enabled=is_used('qualtrics')) }}

with answers as (
    select
        *,
        case
            when {{ x_regex_match('answer_value', '^-?[0-9]{1,9}([.][0-9]{1,9})?$') }}
                then cast(answer_value as double)
        end as number_given
    from {{ ref('stg_qualtrics__answers') }}
)

select
    {{ mapped_row('survey_answer', {
        'source_record_id': "answers.response_id || '-' || answers.question_key",
        'response_record_id': 'answers.response_id',
        'question_key': 'answers.question_key',
        'question_tag': 'answers.question_tag',
        'question_text': 'answers.question_text',
        'metric': 'answers.metric',
        'touchpoint': 'answers.touchpoint',
        'scale_min': 'answers.scale_min',
        'scale_max': 'answers.scale_max',
        'higher_is_better': 'answers.higher_is_better',
        'score': "case when answers.metric <> 'text' then answers.number_given end",
        'answer_text': "case when answers.metric = 'text' then answers.answer_value end",
    }, of='answers') }}
from answers
