{{ config(enabled=is_used('generic/support_interaction')) }}

with latest as (
    {{ latest_version(source('generic', 'support_interaction'), 'source_record_id') }}
)

select
    {{ generic_row('support_interaction', {
        'is_public': 'coalesce(cast(latest.is_public as boolean), true)',
    }) }}
from latest
