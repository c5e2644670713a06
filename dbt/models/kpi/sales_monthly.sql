{{
    config(
        meta={'publish': 'bi', 'order_by': ['period_start_on', 'store_id', 'channel'], 'owner': 'stores'}
    )
}}

with sales_by_day as (
    select * from {{ ref('int_sales_by_day') }}
),

unnamed_returns as (
    select * from {{ ref('unnamed_returns') }}
),

orders_of_customers as (
    select * from {{ ref('int_orders_of_customers') }}
),

-- A return that names no order of these extracts lowers the sales of its own day.
sales_and_returns as (
    select
        business_date,
        store_id,
        channel,
        store_name,
        order_count,
        net_amount
    from sales_by_day
    union all
    select
        business_date,
        coalesce(store_id, 'unknown') as store_id,
        coalesce(channel, 'unknown') as channel,
        store_name,
        0 as order_count,
        net_amount
    from unnamed_returns
),

sales as (
    select
        cast(date_trunc('month', business_date) as date) as period_start_on,
        store_id,
        channel,
        max(store_name) as store_name,
        sum(net_amount) as net_amount,
        sum(order_count) as order_count
    from sales_and_returns
    group by cast(date_trunc('month', business_date) as date), store_id, channel
),

buyers as (
    select
        cast(date_trunc('month', business_date) as date) as period_start_on,
        store_id,
        channel,
        count(distinct customer_id) as customer_count
    from orders_of_customers
    group by cast(date_trunc('month', business_date) as date), store_id, channel
)

select
    cast(sales.period_start_on as date) as period_start_on,
    cast(sales.store_id as string) as store_id,
    cast(sales.store_name as string) as store_name,
    cast(sales.channel as string) as channel,
    cast(sales.net_amount as decimal(18, 2)) as net_amount,
    cast(sales.order_count as bigint) as order_count,
    cast(coalesce(buyers.customer_count, 0) as bigint) as customer_count
from sales
left join buyers
    on
        sales.period_start_on = buyers.period_start_on
        and sales.store_id = buyers.store_id
        and sales.channel = buyers.channel
