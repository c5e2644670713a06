{{ config(enabled=is_used('smaregi')) }}

-- Subtotal discounts stand on the receipt: a line's own amount does not contain its share.
with discounted_lines as (
    select
        source_system,
        transaction_id,
        load_seq,
        source_row_number,
        case when line_type = '2' then -abs(amount) else amount end as amount,
        coalesce(receipt_discount_amount, 0) as receipt_discount_amount,
        coalesce(receipt_discount_percentage, 0) as receipt_discount_percentage
    from {{ ref('stg_smaregi__transaction_lines') }}
    where
        transaction_type = '1'
        and (receipt_discount_amount <> 0 or receipt_discount_percentage <> 0)
),

running_amounts as (
    select
        *,
        sum(amount) over (partition by source_system, transaction_id) as receipt_amount,
        sum(amount) over (
            partition by source_system, transaction_id
            order by load_seq asc, source_row_number asc
            rows between unbounded preceding and current row
        ) as amount_so_far
    from discounted_lines
),

receipt_discounts as (
    select
        *,
        -- The percentage is given beside the amount or instead of it; tills round to whole yen.
        case
            when receipt_discount_amount <> 0
                then abs(receipt_discount_amount) * sign(receipt_amount)
            else round(cast(receipt_amount as double) * receipt_discount_percentage / 100, 0)
        end as receipt_discount
    from running_amounts
    where receipt_amount <> 0
)

-- A line's share is the growth of the rounded running share, so that shares add up exactly.
select
    load_seq,
    source_row_number,
    cast(
        round(cast(receipt_discount as double) * amount_so_far / receipt_amount, 0)
        - round(
            cast(receipt_discount as double) * (amount_so_far - amount) / receipt_amount, 0
        ) as decimal(18, 2)
    ) as discount_share
from receipt_discounts
