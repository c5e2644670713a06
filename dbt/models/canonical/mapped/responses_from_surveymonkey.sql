{{ config(enabled=is_used('surveymonkey')) }}

{{ mapped_sheets(ref('stg_surveymonkey__responses'), {
    'is_complete': 'responses.is_complete',
}) }}
