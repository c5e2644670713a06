{{ config(enabled=is_used('google_forms')) }}

{{ mapped_answers(ref('stg_google_forms__answers')) }}
