{{ config(enabled=is_used('shopify')) }}

with lines as (
    select
        *,
        quantity * unit_price_amount - line_discount_amount as weight
    from {{ ref('stg_shopify__order_lines') }}
    -- Further payments and addresses of an order stand on lines that sell nothing.
    where quantity is not null
),

orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

-- Discounts of the whole order stand in its subtotal alone, so the lines share the subtotal.
priced as (
    select
        lines.*,
        orders.untaxed_part,
        orders.net_amount as order_net_amount,
        orders.goods_tax_amount
    from lines
    inner join orders
        on lines.source_system = orders.source_system and lines.order_id = orders.order_id
),

amounts as (
    select
        *,
        {{ shared_out('order_net_amount', 'weight', key='order_id', place='line_number') }}
            as net_share,
        {{ shared_out('goods_tax_amount', 'weight', key='order_id', place='line_number') }}
            as tax_share,
        round(quantity * unit_price_amount * untaxed_part, 2) as listed_amount
    from priced
)

select
    {{ mapped_row('sale_line', {
        'source_record_id': "amounts.order_id || '-' || cast(amounts.line_number as string)",
        'sale_record_id': 'amounts.order_id',
        'line_number': 'amounts.line_number',
        'product_code': "coalesce(amounts.sku, 'name:' || amounts.product_name)",
        'product_name': 'amounts.product_name',
        'quantity': 'amounts.quantity',
        'unit_price_amount': 'amounts.unit_price_amount',
        'discount_amount': 'amounts.listed_amount - amounts.net_share',
        'tax_amount': 'amounts.tax_share',
        'net_amount': 'amounts.net_share',
        'is_return': 'false',
        'sold_at': 'amounts.created_at',
    }, of='amounts') }}
from amounts
