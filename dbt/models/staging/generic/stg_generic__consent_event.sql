{{ config(enabled=is_used('generic/consent_event')) }}

with latest as (
    {{ latest_version(source('generic', 'consent_event'), 'source_record_id') }}
)

select
    {{ generic_row('consent_event', {
        'purpose': "coalesce(latest.purpose, 'marketing')",
        'channel': "coalesce(latest.channel, 'all')",
        'basis': "coalesce(latest.basis, 'import')",
    }) }}
from latest
