{{ config(enabled=is_used('airregi')) }}

with lines as (
    select * from {{ ref('stg_airregi__receipt_lines') }}
),

line_amounts as (
    select * from {{ ref('sale_line') }}
    where source_object = 'receipt_line'
),

discounts as (
    select
        source_system,
        sale_record_id,
        sum(discount_amount) as discount_amount
    from line_amounts
    group by source_system, sale_record_id
),

receipts as (
    select
        lines.*,
        coalesce(discounts.discount_amount, 0) as discount_amount
    from lines
    left join discounts
        on
            lines.source_system = discounts.source_system
            and lines.receipt_no = discounts.sale_record_id
    where lines.line_number = 1
)

select
    {{ mapped_row('sale', {
        'source_object': "'receipt'",
        'source_record_id': 'receipts.receipt_no',
        'store_name': 'receipts.store_name',
        'channel': "'store'",
        'fulfilment': "'carried'",
        'sale_type': "case when receipts.total_amount < 0 then 'return' else 'sale' end",
        'gross_amount': 'receipts.net_amount + receipts.discount_amount',
        'discount_amount': 'receipts.discount_amount',
        'tax_amount': 'receipts.tax_amount',
        'shipping_amount': '0',
        'net_amount': 'receipts.net_amount',
        'payment_method': 'receipts.payment_method',
        'sold_at': 'receipts.sold_at',
    }, of='receipts') }}
from receipts
