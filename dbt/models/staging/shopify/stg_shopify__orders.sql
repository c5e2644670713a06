{{ config(enabled=is_used('shopify')) }}

with lines as (
    select * from {{ ref('stg_shopify__order_lines') }}
),

priced as (
    select
        *,
        -- A shop's prices hold the tax or not, and only the sum of the order tells.
        case
            when
                abs(total_amount - subtotal_amount - shipping_amount - duties_amount)
                < abs(
                    total_amount
                    - subtotal_amount
                    - shipping_amount
                    - duties_amount
                    - tax_amount
                )
                then
                    coalesce(
                        1 - cast(tax_amount as double)
                        / nullif(subtotal_amount + shipping_amount, 0),
                        1
                    )
            else 1
        end as untaxed_part,
        coalesce(cast(tax_amount as double) / nullif(total_amount, 0), 0) as tax_part,
        case
            when financial_status = 'refunded' then coalesce(refunded_amount, total_amount)
            else coalesce(refunded_amount, 0)
        end as returned_amount
    from lines
    where line_number = 1
),

amounts as (
    select
        *,
        cast(round(subtotal_amount * untaxed_part, 2) as decimal(18, 2)) as net_amount,
        cast(round(shipping_amount * untaxed_part, 2) as decimal(18, 2)) as shipping_net_amount,
        cast(
            round(
                coalesce(
                    cast(tax_amount as double)
                    * subtotal_amount
                    / nullif(subtotal_amount + shipping_amount, 0),
                    0
                ),
                2
            ) as decimal(18, 2)
        ) as goods_tax_amount
    from priced
)

select
    {{ landed() }},
    order_id,
    email,
    phone,
    accepts_marketing,
    created_at,
    cancelled_at,
    untaxed_part,
    net_amount,
    shipping_net_amount,
    tax_amount,
    goods_tax_amount,
    -- What came back is known as one sum with tax; no more goods come back than were sold.
    cast(
        case
            when returned_amount >= total_amount then net_amount
            else least(net_amount, round(returned_amount * (1 - tax_part), 2))
        end as decimal(18, 2)
    ) as returned_net_amount,
    cast(round(least(returned_amount, total_amount) * tax_part, 2) as decimal(18, 2))
        as returned_tax_amount,
    returned_amount > 0 as is_returned,
    coalesce(financial_status = 'voided', false)
    or (cancelled_at is not null and returned_amount = 0) as is_void,
    shipping_method,
    payment_method,
    order_source,
    location
from amounts
