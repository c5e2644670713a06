{{ config(enabled=is_used('generic/sale_line')) }}

with delivered as (
    {{ latest_version(source('generic', 'sale_line'), 'source_record_id') }}
),

latest as (
    select
        *,
        coalesce(
            cast(net_amount as decimal(18, 2)),
            cast(quantity as decimal(18, 2)) * cast(unit_price_amount as decimal(18, 2))
            - coalesce(cast(discount_amount as decimal(18, 2)), 0)
        ) as net_given
    from delivered
)

select
    {{ generic_row('sale_line', {'net_amount': 'latest.net_given', 'sold_at': 'null'}) }}
from latest
