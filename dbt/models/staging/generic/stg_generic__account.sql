{{ config(enabled=is_used('generic/account')) }}

with latest as (
    {{ latest_version(source('generic', 'account'), 'source_record_id') }}
)

select
    {{ generic_row('account', {'created_at': 'null'}) }}
from latest
