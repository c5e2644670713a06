with lines as (
    select * from {{ ref('stg_smaregi__transaction_lines') }}
),

line_amounts as (
    select * from {{ ref('sale_line') }}
),

parties as (
    select
        source_system,
        source_record_id
    from {{ ref('party') }}
),

party_codes as (
    select * from {{ ref('party_by_member_code') }}
),

stores as (
    select * from {{ source('landing', 'store') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
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
    typed_receipts.source_system,
    'transaction' as source_object,
    typed_receipts.transaction_id as source_record_id,
    typed_receipts.load_id,
    typed_receipts.load_seq,
    typed_receipts.source_row_number,
    {{ x_local_date('typed_receipts.sold_at') }} as business_date,
    false as is_deleted,
    typed_receipts.tz_basis,
    {{ party_key('parties', 'party_codes', member_code='typed_receipts.member_code') }}
        as party_key,
    typed_receipts.member_id as party_record_id,
    typed_receipts.member_code,
    cast(null as string) as email,
    cast(null as string) as phone,
    typed_receipts.store_id,
    stores.store_name,
    coalesce(stores.channel, 'store') as channel,
    case when coalesce(stores.channel, 'store') = 'store' then 'carried' end as fulfilment,
    typed_receipts.sale_type,
    typed_receipts.original_sale_record_id,
    cast(typed_receipts.net_amount + typed_receipts.discount_amount as decimal(18, 2))
        as gross_amount,
    cast(typed_receipts.discount_amount as decimal(18, 2)) as discount_amount,
    cast(typed_receipts.receipt_tax_amount as decimal(18, 2)) as tax_amount,
    cast(0 as decimal(18, 2)) as shipping_amount,
    cast(typed_receipts.net_amount as decimal(18, 2)) as net_amount,
    case
        when typed_receipts.paid_cash_amount <> 0 and typed_receipts.paid_credit_amount <> 0
            then 'mixed'
        when typed_receipts.paid_cash_amount <> 0 then 'cash'
        when typed_receipts.paid_credit_amount <> 0 then 'credit'
        else 'other'
    end as payment_method,
    typed_receipts.points_used,
    typed_receipts.sold_at
from typed_receipts
left join parties
    on
        typed_receipts.source_system = parties.source_system
        and typed_receipts.member_id = parties.source_record_id
left join party_codes
    on
        typed_receipts.source_system = party_codes.source_system
        and typed_receipts.member_code = party_codes.member_code
left join stores
    on typed_receipts.store_id = stores.store_id
inner join business_clock
    on typed_receipts.load_seq = business_clock.load_seq
