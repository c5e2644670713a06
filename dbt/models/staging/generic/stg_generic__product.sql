{{ config(enabled=is_used('generic/product')) }}

with latest as (
    {{ latest_version(source('generic', 'product'), 'source_record_id') }}
)

select
    {{ generic_row('product') }}
from latest
