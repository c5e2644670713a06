{{ config(enabled=is_used('surveymonkey')) }}

{{ mapped_answers(ref('stg_surveymonkey__answers')) }}
