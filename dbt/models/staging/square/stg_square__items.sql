{{ config(enabled=is_used('square')) }}

-- A refund may bear the number of the receipt that it gives back, and comes at another moment.
with delivered as (
    select
        *,
        case
            when event_type = 'Refund'
                then transaction_id || ':refund:' || coalesce(sold_at, sold_on)
            else transaction_id
        end as sale_id
    from {{ source('square', 'item') }}
),

-- Lines have no id, so a receipt that is delivered again replaces all its earlier lines.
latest as (
    select
        *,
        min(load_seq) over (partition by source_system, sale_id) as first_load_seq
    from delivered
    qualify load_seq = max(load_seq) over (partition by source_system, sale_id)
),

numbered as (
    select
        *,
        md5(concat_ws(
            '|', coalesce(item, ''), coalesce(price_point_name, ''), coalesce(sku, ''),
            coalesce(modifiers, '')
        )) as item_key
    from latest
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    sale_id,
    transaction_id,
    -- The same item rung up twice is told apart by its place among its like.
    item_key || '-' || cast(row_number() over (
        partition by source_system, sale_id, item_key
        order by load_seq asc, source_row_number asc
    ) as string) as line_id,
    cast(row_number() over (
        partition by source_system, sale_id
        order by load_seq asc, source_row_number asc
    ) as integer) as line_number,
    coalesce(event_type = 'Refund', false) as is_refund,
    cast(sold_on as date) as sold_on,
    cast(sold_at as timestamp) as sold_at,
    location,
    sales_channel,
    coalesce(sku, gtin) as product_code,
    concat_ws(' ', item, nullif(price_point_name, 'Regular')) as product_name,
    category,
    itemization_type,
    cast(quantity as decimal(18, 2)) as quantity,
    cast(gross_sales as decimal(18, 2)) as gross_amount,
    cast(coalesce(discounts, '0') as decimal(18, 2)) as discount_amount,
    cast(net_sales as decimal(18, 2)) as net_amount,
    cast(coalesce(tax, '0') as decimal(18, 2)) as tax_amount,
    customer_id,
    customer_name,
    customer_reference_id
from numbered
