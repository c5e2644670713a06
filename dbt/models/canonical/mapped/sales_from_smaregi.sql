{{ config(enabled=is_used('smaregi')) }}

with lines as (
    select * from {{ ref('stg_smaregi__transaction_lines') }}
),

line_amounts as (
    select * from {{ ref('sale_line') }}
    where source_object = 'transaction_line'
),

stores as (
    select * from {{ source('landing', 'store') }}
),

receipt_amounts as (
    select
        source_system,
        sale_record_id,
        -- Every line repeats the receipt's own columns; the first one speaks for them.
        min(source_row_number) as first_row_number,
        bool_and(is_return) as is_all_returned,
        sum(discount_amount) as discount_amount,
        sum(tax_amount) as tax_amount,
        sum(net_amount) as net_amount
    from line_amounts
    group by source_system, sale_record_id
),

receipts as (
    select
        lines.*,
        receipt_amounts.is_all_returned,
        receipt_amounts.discount_amount,
        receipt_amounts.tax_amount as receipt_tax_amount,
        receipt_amounts.net_amount
    from receipt_amounts
    inner join lines
        on
            receipt_amounts.source_system = lines.source_system
            and receipt_amounts.sale_record_id = lines.transaction_id
            and receipt_amounts.first_row_number = lines.source_row_number
),

typed_receipts as (
    select
        receipts.*,
        case
            when receipts.cancel_type = '1' then 'void'
            when receipts.reversal_type = '2' then 'void'
            -- An original whose reversal is in no file has been reversed all the same: the till
            -- says so.
            when receipts.reversal_type = '1' and reversals.sale_record_id is null then 'void'
            when receipts.is_all_returned then 'return'
            else 'sale'
        end as sale_type,
        -- A reversal that was itself cancelled undoes nothing.
        case
            when
                receipts.reversal_type = '2'
                and coalesce(receipts.cancel_type <> '1', true)
                then receipts.reversal_transaction_id
        end as original_sale_record_id
    from receipts
    left join receipt_amounts as reversals
        on
            receipts.source_system = reversals.source_system
            and receipts.reversal_transaction_id = reversals.sale_record_id
)

select
    {{ mapped_row('sale', {
        'source_object': "'transaction'",
        'source_record_id': 'typed_receipts.transaction_id',
        'party_record_id': 'typed_receipts.member_id',
        'member_code': 'typed_receipts.member_code',
        'store_id': 'typed_receipts.store_id',
        'store_name': 'stores.store_name',
        'channel': "coalesce(stores.channel, 'store')",
        'fulfilment': "case when coalesce(stores.channel, 'store') = 'store' then 'carried' end",
        'sale_type': 'typed_receipts.sale_type',
        'original_sale_record_id': 'typed_receipts.original_sale_record_id',
        'gross_amount': 'typed_receipts.net_amount + typed_receipts.discount_amount',
        'discount_amount': 'typed_receipts.discount_amount',
        'tax_amount': 'typed_receipts.receipt_tax_amount',
        'shipping_amount': '0',
        'net_amount': 'typed_receipts.net_amount',
        'payment_method': smaregi_tender('typed_receipts'),
        'points_used': 'typed_receipts.points_used',
        'sold_at': 'typed_receipts.sold_at',
    }, of='typed_receipts') }}
from typed_receipts
left join stores
    on typed_receipts.store_id = stores.store_id
