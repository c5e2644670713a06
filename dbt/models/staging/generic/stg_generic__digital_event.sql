{{ config(enabled=is_used('generic/digital_event')) }}

with latest as (
    {{ latest_version(source('generic', 'digital_event'), 'source_record_id') }}
)

select
    {{ generic_row('digital_event') }}
from latest
