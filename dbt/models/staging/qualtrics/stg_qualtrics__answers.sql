{{ config(enabled=is_used('qualtrics')) }}

-- A sheet delivered again replaces all its answers, as its row replaces the earlier row.
with sheets as (
    {{ latest_version(source('qualtrics', 'response'), 'response_id', cursor='recorded_at') }}
),

answers as (
    select * from {{ source('qualtrics', 'answer') }}
)

select
    answers.source_system,
    answers.source_object,
    answers.load_id,
    cast(answers.load_seq as integer) as load_seq,
    cast(answers.source_row_number as bigint) as source_row_number,
    answers.tz_basis,
    answers.response_id,
    answers.question_key,
    answers.question_tag,
    answers.question_text,
    answers.metric,
    coalesce(answers.touchpoint, sheets.touchpoint) as touchpoint,
    cast(answers.scale_min as integer) as scale_min,
    cast(answers.scale_max as integer) as scale_max,
    cast(answers.higher_is_better as boolean) as higher_is_better,
    answers.answer_value
from answers
inner join sheets
    on
        answers.source_system = sheets.source_system
        and answers.response_id = sheets.response_id
        and answers.load_seq = sheets.load_seq
        and answers.source_row_number = sheets.source_row_number
where answers.answer_value is not null
