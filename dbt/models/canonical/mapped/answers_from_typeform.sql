{{ config(enabled=is_used('typeform')) }}

{{ mapped_answers(ref('stg_typeform__answers')) }}
