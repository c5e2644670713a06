{{ config(enabled=is_used('qualtrics')) }}

{{ mapped_answers(ref('stg_qualtrics__answers')) }}
