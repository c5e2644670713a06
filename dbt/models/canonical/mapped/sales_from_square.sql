{{ config(enabled=is_used('square')) }}

with items as (
    select * from {{ ref('stg_square__items') }}
    where coalesce(lower(itemization_type), '') not like 'gift card%'
),

stores as (
    select * from {{ source('landing', 'store') }}
),

first_lines as (
    select * from items
    qualify row_number() over (
        partition by source_system, sale_id order by load_seq asc, source_row_number asc
    ) = 1
),

amounts as (
    select
        source_system,
        sale_id,
        sum({{ negative_if('is_refund', 'gross_amount') }}) as gross_amount,
        sum(-discount_amount) as discount_amount,
        sum({{ negative_if('is_refund', 'tax_amount') }}) as tax_amount,
        sum({{ negative_if('is_refund', 'net_amount') }}) as net_amount
    from items
    group by source_system, sale_id
),

receipts as (
    select
        first_lines.*,
        amounts.gross_amount as receipt_gross_amount,
        amounts.discount_amount as receipt_discount_amount,
        amounts.tax_amount as receipt_tax_amount,
        amounts.net_amount as receipt_net_amount,
        originals.sale_id as original_sale_id
    from first_lines
    inner join amounts
        on
            first_lines.source_system = amounts.source_system
            and first_lines.sale_id = amounts.sale_id
    left join first_lines as originals
        on
            first_lines.source_system = originals.source_system
            and first_lines.transaction_id = originals.sale_id
            and first_lines.is_refund
)

select
    {{ mapped_row('sale', {
        'source_object': "'transaction'",
        'source_record_id': 'receipts.sale_id',
        'business_date': 'case when receipts.sold_at is null then receipts.sold_on end',
        'party_record_id': 'receipts.customer_id',
        'member_code': 'receipts.customer_reference_id',
        'store_id': 'receipts.location',
        'store_name': 'coalesce(stores.store_name, receipts.location)',
        'channel': "coalesce(stores.channel, case when lower(receipts.sales_channel) like '%online%' then 'online' else 'store' end)",
        'sale_type': "case when receipts.is_refund then 'return' else 'sale' end",
        'original_sale_record_id': 'receipts.original_sale_id',
        'gross_amount': 'receipts.receipt_gross_amount',
        'discount_amount': 'receipts.receipt_discount_amount',
        'tax_amount': 'receipts.receipt_tax_amount',
        'shipping_amount': '0',
        'net_amount': 'receipts.receipt_net_amount',
        'sold_at': 'receipts.sold_at',
    }, of='receipts') }}
from receipts
left join stores
    on receipts.location = stores.store_id
