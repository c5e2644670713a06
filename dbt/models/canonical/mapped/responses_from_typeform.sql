{{ config(enabled=is_used('typeform')) }}

{{ mapped_sheets(ref('stg_typeform__responses'), {
    'is_complete': 'responses.is_complete',
}) }}
