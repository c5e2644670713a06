{{ config(enabled=is_used('airregi')) }}

with lines as (
    select
        *,
        quantity * unit_price_amount as listed,
        quantity * unit_price_amount + adjustment_amount as weight
    from {{ ref('stg_airregi__receipt_lines') }}
    where quantity is not null and unit_price_amount is not null
),

-- Prices hold the tax in one shop and not in another, and a discount of the whole receipt stands
-- in its total alone: the lines share what the receipt says, in whole yen.
shares as (
    select
        *,
        {{ shared_out('net_amount', 'weight', key='receipt_no', place='line_number', digits=0) }}
            as net_share,
        {{ shared_out('tax_amount', 'weight', key='receipt_no', place='line_number', digits=0) }}
            as tax_share
    from lines
),

amounts as (
    select
        *,
        round(coalesce(net_share * (listed / nullif(weight, 0)) - net_share, 0), 0)
            as discount_share
    from shares
)

select
    {{ mapped_row('sale_line', {
        'source_record_id': "amounts.receipt_no || '-' || cast(amounts.line_number as string)",
        'sale_record_id': 'amounts.receipt_no',
        'line_number': 'amounts.line_number',
        'product_code': "coalesce(amounts.product_id, 'name:' || amounts.product_name)",
        'product_name': 'amounts.product_name',
        'category': 'amounts.category',
        'quantity': negative_if('amounts.total_amount < 0', 'amounts.quantity'),
        'unit_price_amount': 'amounts.unit_price_amount',
        'discount_amount': 'amounts.discount_share',
        'tax_amount': 'amounts.tax_share',
        'net_amount': 'amounts.net_share',
        'is_return': 'amounts.total_amount < 0',
        'sold_at': 'amounts.sold_at',
    }, of='amounts') }}
from amounts
