{{ config(enabled=is_used('generic/party')) }}

with latest as (
    {{ latest_version(source('generic', 'party'), 'source_record_id', cursor='updated_at') }}
)

select
    {{ generic_row('party', {
        'party_type': "coalesce(lower(latest.party_type), 'person')",
        'gender': "case when lower(latest.gender) in ('male', 'female', 'other') then lower(latest.gender) else 'unknown' end",
        'left_on': 'null',
    }) }}
from latest
