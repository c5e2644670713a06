-- A transaction that is delivered again is delivered whole, so its latest load replaces all its
-- lines: one that is gone from it is gone. Within that load a line given twice is one line.
with delivered as (
    select * from {{ source('smaregi', 'transaction_line') }}
),

lines as (
    select
        source_system,
        transaction_id,
        max(load_seq) as load_seq,
        max({{ landed_position() }}) as landed_position
    from delivered
    -- Lines without an id cannot be told apart, so each is kept.
    group by
        source_system,
        transaction_id,
        coalesce(line_id, cast(source_row_number as string))
),

transactions as (
    select
        source_system,
        transaction_id,
        max(load_seq) as load_seq
    from lines
    group by source_system, transaction_id
),

kept as (
    select lines.landed_position
    from lines
    inner join transactions
        on
            lines.source_system = transactions.source_system
            and lines.transaction_id = transactions.transaction_id
            and lines.load_seq = transactions.load_seq
),

latest as (
    select delivered.*
    from delivered
    inner join kept
        on
            cast(delivered.load_seq as bigint) * 1000000000000 + delivered.source_row_number
            = kept.landed_position
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
