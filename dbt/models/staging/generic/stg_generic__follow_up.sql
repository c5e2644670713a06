{{ config(enabled=is_used('generic/follow_up')) }}

with latest as (
    {{ latest_version(source('generic', 'follow_up'), 'source_record_id') }}
)

select
    {{ generic_row('follow_up') }}
from latest
