{{
    config(
        meta={'publish': 'bi', 'order_by': ['period_start_on', 'store_id', 'channel'], 'owner': 'stores'}
    )
}}

with orders as (
    select * from {{ ref('orders') }}
),

standing_sales as (
    select * from {{ ref('standing_sales') }}
),

items as (
    select
        source_system,
        sale_record_id,
        sum(quantity) as item_count,
        count(distinct product_code) as product_count
    from {{ ref('order_lines') }}
    where not is_return
    group by source_system, sale_record_id
),

orders_by_month as (
    select
        cast(date_trunc('month', orders.business_date) as date) as period_start_on,
        coalesce(orders.store_id, 'unknown') as store_id,
        coalesce(orders.channel, 'unknown') as channel,
        count(*) as order_count,
        sum(items.item_count) as item_count,
        sum(items.product_count) as product_count,
        count(items.item_count) as itemised_order_count,
        sum(orders.gross_amount) as gross_amount,
        sum(orders.discount_amount) as discount_amount,
        sum(orders.net_amount) as net_amount
    from orders
    left join items
        on
            orders.source_system = items.source_system
            and orders.sale_record_id = items.sale_record_id
    group by
        cast(date_trunc('month', orders.business_date) as date),
        coalesce(orders.store_id, 'unknown'),
        coalesce(orders.channel, 'unknown')
),

-- The books' view: every sale and every return on its own day.
booked_by_month as (
    select
        cast(date_trunc('month', business_date) as date) as period_start_on,
        coalesce(store_id, 'unknown') as store_id,
        coalesce(channel, 'unknown') as channel,
        count_if(sale_type = 'sale') as booked_sale_count,
        coalesce(sum(net_amount) filter (where sale_type = 'return'), 0) as booked_return_amount,
        sum(net_amount) as booked_net_amount
    from standing_sales
    group by
        cast(date_trunc('month', business_date) as date),
        coalesce(store_id, 'unknown'),
        coalesce(channel, 'unknown')
)

select
    cast(booked.period_start_on as date) as period_start_on,
    cast(booked.store_id as string) as store_id,
    cast(booked.channel as string) as channel,
    cast(coalesce(placed.order_count, 0) as bigint) as order_count,
    cast(coalesce(placed.item_count, 0) as decimal(18, 3)) as item_count,
    cast(
        round(cast(placed.item_count as double) / placed.itemised_order_count, 4) as double
    ) as items_per_order,
    cast(
        round(cast(placed.product_count as double) / placed.itemised_order_count, 4) as double
    ) as products_per_order,
    cast(coalesce(placed.gross_amount, 0) as decimal(18, 2)) as gross_amount,
    cast(coalesce(placed.discount_amount, 0) as decimal(18, 2)) as discount_amount,
    cast(
        round(
            cast(placed.discount_amount as double)
            / nullif(cast(placed.gross_amount as double), 0), 4
        ) as double
    ) as discount_share,
    cast(
        coalesce(placed.gross_amount - placed.discount_amount - placed.net_amount, 0)
        as decimal(18, 2)
    ) as returned_amount,
    cast(coalesce(placed.net_amount, 0) as decimal(18, 2)) as net_amount,
    cast(
        round(cast(placed.net_amount as double) / placed.order_count, 2) as decimal(18, 2)
    ) as average_order_amount,
    cast(booked.booked_sale_count as bigint) as booked_sale_count,
    cast(booked.booked_return_amount as decimal(18, 2)) as booked_return_amount,
    cast(
        round(cast(booked.booked_net_amount as double) / nullif(booked.booked_sale_count, 0), 2)
        as decimal(18, 2)
    ) as booked_average_amount
from booked_by_month as booked
left join orders_by_month as placed
    on
        booked.period_start_on = placed.period_start_on
        and booked.store_id = placed.store_id
        and booked.channel = placed.channel
