-- A transaction that is delivered again is delivered whole, so its latest load replaces all its
-- lines: one that is gone from it is gone. Within a load a line given twice is one line. Both are
-- rare among millions of lines, so the exceptions are looked for and the rest is left alone.
with delivered as (
    select * from {{ source('smaregi', 'transaction_line') }}
),

redelivered_transactions as (
    select
        source_system,
        transaction_id,
        max(load_seq) as last_load_seq
    from delivered
    group by source_system, transaction_id
    having min(load_seq) < max(load_seq)
),

-- Lines without an id cannot be told apart, so each is kept.
repeated_lines as (
    select
        source_system,
        transaction_id,
        line_id,
        load_seq,
        max(source_row_number) as last_row_number
    from delivered
    where line_id is not null
    group by source_system, transaction_id, line_id, load_seq
    having count(*) > 1
),

latest as (
    select delivered.*
    from delivered
    left join redelivered_transactions
        on
            delivered.source_system = redelivered_transactions.source_system
            and delivered.transaction_id = redelivered_transactions.transaction_id
    left join repeated_lines
        on
            delivered.source_system = repeated_lines.source_system
            and delivered.transaction_id = repeated_lines.transaction_id
            and delivered.line_id = repeated_lines.line_id
            and delivered.load_seq = repeated_lines.load_seq
    where
        delivered.load_seq
        = coalesce(redelivered_transactions.last_load_seq, delivered.load_seq)
        and delivered.source_row_number
        = coalesce(repeated_lines.last_row_number, delivered.source_row_number)
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
