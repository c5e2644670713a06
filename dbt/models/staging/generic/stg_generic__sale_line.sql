{{ config(enabled=is_used('generic/sale_line')) }}

with latest as (
    {{ latest_version(source('generic', 'sale_line'), 'source_record_id') }}
)

select
    {{ generic_row('sale_line', {'sold_at': 'null'}) }}
from latest
