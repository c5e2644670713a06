{{ config(enabled=is_used('google_forms')) }}

{{ mapped_sheets(ref('stg_google_forms__responses'), {
    'phone': 'responses.phone',
    'is_complete': 'true',
}) }}
