{{ config(enabled=is_used('qualtrics')) }}

{{ mapped_recipients(ref('stg_qualtrics__responses'), {
    'full_name': 'recipients.full_name',
    'family_name': 'recipients.family_name',
    'given_name': 'recipients.given_name',
}) }}
