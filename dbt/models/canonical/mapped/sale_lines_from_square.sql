{{ config(enabled=is_used('square')) }}

with items as (
    select * from {{ ref('stg_square__items') }}
)

select
    {{ mapped_row('sale_line', {
        'source_record_id': "items.sale_id || '-' || items.line_id",
        'business_date': 'case when items.sold_at is null then items.sold_on end',
        'sale_record_id': 'items.sale_id',
        'line_number': 'items.line_number',
        'product_code': "coalesce(items.product_code, 'item:' || items.product_name)",
        'product_name': 'items.product_name',
        'category': 'items.category',
        'quantity': negative_if('items.is_refund', 'items.quantity'),
        'unit_price_amount': 'case when items.quantity <> 0 then round(abs(cast(items.gross_amount as double) / items.quantity), 2) end',
        'discount_amount': '-items.discount_amount',
        'tax_amount': negative_if('items.is_refund', 'items.tax_amount'),
        'net_amount': negative_if('items.is_refund', 'items.net_amount'),
        'is_return': 'items.is_refund or items.quantity < 0',
        'sold_at': 'items.sold_at',
    }, of='items') }}
from items
where coalesce(lower(itemization_type), '') not like 'gift card%'
