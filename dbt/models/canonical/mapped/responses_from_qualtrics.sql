{{ config(enabled=is_used('qualtrics')) }}

{{ mapped_sheets(ref('stg_qualtrics__responses'), {
    'store_id': 'responses.store_id',
    'is_complete': 'responses.is_complete',
    'is_preview': 'responses.is_preview',
    'language': 'responses.language',
}) }}
