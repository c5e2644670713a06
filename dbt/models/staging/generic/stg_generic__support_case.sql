{{ config(enabled=is_used('generic/support_case')) }}

with latest as (
    {{ latest_version(source('generic', 'support_case'), 'source_record_id') }}
)

select
    {{ generic_row('support_case') }}
from latest
