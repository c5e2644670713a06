{{ config(enabled=is_used('google_forms')) }}

{{ mapped_recipients(ref('stg_google_forms__responses'), {
    'full_name': 'recipients.full_name',
    'phone': 'recipients.phone',
}) }}
