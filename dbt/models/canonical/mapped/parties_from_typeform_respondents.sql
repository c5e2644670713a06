{{ config(enabled=is_used('typeform')) }}

{{ mapped_recipients(ref('stg_typeform__responses'), {
    'family_name': 'recipients.family_name',
    'given_name': 'recipients.given_name',
}) }}
