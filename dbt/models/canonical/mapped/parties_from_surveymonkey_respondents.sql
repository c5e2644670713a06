{{ config(enabled=is_used('surveymonkey')) }}

{{ mapped_recipients(ref('stg_surveymonkey__responses'), {
    'family_name': 'recipients.family_name',
    'given_name': 'recipients.given_name',
}) }}
