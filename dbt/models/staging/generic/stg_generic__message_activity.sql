{{ config(enabled=is_used('generic/message_activity')) }}

with latest as (
    {{ latest_version(source('generic', 'message_activity'), 'source_record_id') }}
)

select
    {{ generic_row('message_activity', {
        'is_bot': 'coalesce(cast(latest.is_bot as boolean), false)',
    }) }}
from latest
