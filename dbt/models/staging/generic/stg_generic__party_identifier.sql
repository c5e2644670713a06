{{ config(enabled=is_used('generic/party_identifier')) }}

with latest as (
    {{ latest_version(source('generic', 'party_identifier'), 'source_record_id') }}
)

select
    {{ generic_row('party_identifier') }}
from latest
