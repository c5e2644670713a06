{{ config(enabled=is_used('smaregi')) }}

with delivered as (
    select * from {{ source('smaregi', 'transaction_line') }}
),

superseded as (
    select * from {{ ref('stg_smaregi__superseded_lines') }}
),

latest as (
    select delivered.*
    from delivered
    left join superseded
        on
            delivered.load_seq = superseded.load_seq
            and delivered.source_row_number = superseded.source_row_number
    where superseded.load_seq is null
)

select
    {{ landed() }},
    transaction_id,
    cast(transacted_at as timestamp) as sold_at,
    transaction_type,
    cancel_type,
    reversal_type,
    reversal_transaction_id,
    store_id,
    member_id,
    member_code,
    cast(subtotal_discount as decimal(18, 2)) as receipt_discount_amount,
    cast(subtotal_discount_rate as decimal(18, 2)) as receipt_discount_percentage,
    cast(paid_cash as decimal(18, 2)) as paid_cash_amount,
    cast(paid_credit as decimal(18, 2)) as paid_credit_amount,
    cast(points_used as decimal(18, 2)) as points_used,
    coalesce(line_id, 'row' || cast(source_row_number as string)) as line_id,
    line_type,
    product_code,
    product_name,
    cast(unit_price as decimal(18, 2)) as unit_price_amount,
    cast(quantity as decimal(18, 2)) as quantity,
    cast(amount_before_discount as decimal(18, 2)) as amount_before_discount,
    cast(amount as decimal(18, 2)) as amount,
    cast(tax_included_share as decimal(18, 2)) as tax_amount,
    department_id,
    department_name
from latest
