{{ config(enabled=is_used('surveymonkey')) }}

with responses as (
    select * from {{ ref('stg_surveymonkey__responses') }}
)

select
    {{ mapped_row('survey_response', {
        'source_record_id': 'responses.response_id',
        'survey_id': 'responses.survey_id',
        'survey_name': 'responses.survey_name',
        'survey_kind': "coalesce(responses.survey_kind, 'relationship')",
        'wave': 'responses.wave',
        'touchpoint': 'responses.touchpoint',
        'party_record_id': 'responses.recipient_id',
        'email': 'responses.email',
        'member_code': 'responses.member_code',
        'is_complete': 'responses.is_complete',
        'is_preview': 'false',
        'responded_at': 'responses.responded_at',
    }, of='responses') }}
from responses
