{{ config(enabled=is_used('generic/survey_response')) }}

with latest as (
    {{ latest_version(source('generic', 'survey_response'), 'source_record_id') }}
)

select
    {{ generic_row('survey_response', {
        'store_id': 'null',
        'survey_kind': "coalesce(latest.survey_kind, 'relationship')",
        'is_complete': 'coalesce(cast(latest.is_complete as boolean), true)',
        'is_preview': 'coalesce(cast(latest.is_preview as boolean), false)',
    }) }}
from latest
