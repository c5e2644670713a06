{{ config(enabled=is_used('shopify'), materialized='table') }}

with delivered as (
    select
        *,
        coalesce(order_id, order_name) as order_key
    from {{ source('shopify', 'order_line') }}
),

-- An order that comes again comes whole: lines that an edit removed must not stay.
latest as (
    select *
    from delivered
    qualify
        dense_rank() over (
            partition by source_system, order_key
            order by load_seq desc
        ) = 1
),

numbered as (
    select
        *,
        row_number() over (
            partition by source_system, order_key
            order by source_row_number asc, load_seq asc
        ) as line_number
    from latest
)

select
    {{ landed() }},
    order_key as order_id,
    cast(line_number as integer) as line_number,
    email,
    {{ unguarded('coalesce(phone, billing_phone)') }} as phone,
    financial_status,
    cast(created_at as timestamp) as created_at,
    cast(cancelled_at as timestamp) as cancelled_at,
    cast(accepts_marketing as boolean) as accepts_marketing,
    cast(subtotal as decimal(18, 2)) as subtotal_amount,
    cast(coalesce(shipping, '0') as decimal(18, 2)) as shipping_amount,
    cast(coalesce(taxes, '0') as decimal(18, 2)) as tax_amount,
    cast(total as decimal(18, 2)) as total_amount,
    cast(coalesce(duties, '0') as decimal(18, 2)) as duties_amount,
    cast(refunded_amount as decimal(18, 2)) as refunded_amount,
    shipping_method,
    payment_method,
    lower(order_source) as order_source,
    location,
    cast(quantity as decimal(18, 2)) as quantity,
    product_name,
    cast(unit_price as decimal(18, 2)) as unit_price_amount,
    sku,
    cast(coalesce(line_discount, '0') as decimal(18, 2)) as line_discount_amount
from numbered
