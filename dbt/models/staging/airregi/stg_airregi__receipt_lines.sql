{{ config(enabled=is_used('airregi'), materialized='table') }}

with delivered as (
    select * from {{ source('airregi', 'receipt_line') }}
),

-- A receipt that comes again comes whole.
latest as (
    select *
    from delivered
    qualify
        dense_rank() over (
            partition by source_system, receipt_no
            order by load_seq desc
        ) = 1
),

numbered as (
    select
        *,
        row_number() over (
            partition by source_system, receipt_no
            order by source_row_number asc, cast(line_number as integer) asc nulls last
        ) as place
    from latest
)

select
    {{ landed() }},
    receipt_no,
    cast(place as integer) as line_number,
    cast(coalesce(settled_at, visited_at) as timestamp) as sold_at,
    store_name,
    cast(total as decimal(18, 2)) as total_amount,
    -- 小計 is the sum before rounding of the tax; without it, what the customer paid decides.
    cast(
        coalesce(
            cast(subtotal as decimal(18, 2)),
            cast(total as decimal(18, 2)) - coalesce(cast(tax as decimal(18, 2)), 0)
        ) as decimal(18, 2)
    ) as net_amount,
    cast(coalesce(tax, '0') as decimal(18, 2)) as tax_amount,
    {{ airregi_tender() }} as payment_method,
    product_id,
    product_name,
    category,
    cast(quantity as decimal(18, 2)) as quantity,
    cast(unit_price as decimal(18, 2)) as unit_price_amount,
    cast(coalesce(line_adjustment, '0') as decimal(18, 2)) as adjustment_amount
from numbered
