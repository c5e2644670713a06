{{ config(enabled=is_used('qualtrics/question_response')) }}

with latest as (
    {{ latest_version(source('qualtrics', 'question_response'), 'answer_id') }}
),

sheets as (
    {{ latest_version(source('qualtrics', 'response'), 'response_id', cursor='recorded_at') }}
),

answers as (
    select
        latest.source_system,
        latest.source_object,
        latest.load_id,
        latest.load_seq,
        latest.source_row_number,
        latest.tz_basis,
        latest.response_id,
        sheets.survey_id,
        coalesce(latest.loop_id || '_', '')
        || latest.question_id
        || coalesce('_' || latest.sub_question_key, '')
        || coalesce('#' || latest.option_key, '') as question_key,
        latest.question_id as question_tag,
        concat_ws(' - ', latest.question_text, latest.sub_question_text) as question_text,
        latest.answer_value,
        latest.answer_words
    from latest
    left join sheets
        on
            latest.source_system = sheets.source_system
            and latest.response_id = sheets.response_id
    where coalesce(latest.answer_value, latest.answer_words) is not null
),

-- The words say what is measured, the way qualtrics/response@v3 reads them.
guessed as (
    select
        *,
        case
            when {{ x_regex_match('lower(question_text)', '薦め|勧め|すすめ|recommend') }} then 'nps'
            when {{ x_regex_match('lower(question_text)', '満足|satisf') }} then 'csat'
            when {{ x_regex_match('lower(question_text)', '容易|簡単|かんたん|easy|ease') }} then 'ces'
            when {{ x_regex_match('lower(question_text)', '手間|労力|effort') }} then 'effort'
        end as asked,
        case
            when {{ x_regex_match('answer_value', '^[0-9]{1,4}$') }}
                then cast(answer_value as integer)
        end as number_given
    from answers
),

scaled as (
    select
        *,
        case asked when 'nps' then 0 else 1 end as scale_min,
        case asked when 'nps' then 10 when 'csat' then 5 else 7 end as scale_max
    from guessed
),

-- One answer beyond the scale says that the question has another one, and no answer of it counts.
bounded as (
    select
        *,
        asked is not null
        and bool_and(
            coalesce(number_given between scale_min and scale_max, answer_value is null)
        ) over (partition by source_system, survey_id, question_tag)
        and number_given is not null as is_score
    from scaled
)

select
    {{ landed() }},
    response_id,
    question_key,
    question_tag,
    question_text,
    case
        when is_score then replace(asked, 'effort', 'ces')
        when number_given is not null then 'attribute'
        else 'text'
    end as metric,
    cast(null as string) as touchpoint,
    case when is_score then scale_min end as scale_min,
    case when is_score then scale_max end as scale_max,
    case when is_score then asked <> 'effort' end as higher_is_better,
    case
        when number_given is not null then answer_value
        else coalesce(answer_words, answer_value)
    end as answer_value
from bounded
