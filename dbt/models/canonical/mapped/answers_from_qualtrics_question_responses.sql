{{ config(enabled=is_used('qualtrics/question_response')) }}

{{ mapped_answers(ref('stg_qualtrics__question_responses')) }}
