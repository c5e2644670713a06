{{ config(enabled=is_used('generic/sale')) }}

with latest as (
    {{ latest_version(source('generic', 'sale'), 'source_record_id') }}
)

select
    {{ generic_row('sale', {
        'channel': "coalesce(latest.channel, 'store')",
        'sale_type': "coalesce(latest.sale_type, 'sale')",
    }) }}
from latest
