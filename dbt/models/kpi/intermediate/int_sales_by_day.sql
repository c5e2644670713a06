{{ config(schema='measure', contract={'enforced': false}) }}

with orders as (
    select * from {{ ref('orders') }}
)

select
    business_date,
    coalesce(store_id, 'unknown') as store_id,
    coalesce(channel, 'unknown') as channel,
    max(store_name) as store_name,
    count(*) as order_count,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount
from orders
group by business_date, coalesce(store_id, 'unknown'), coalesce(channel, 'unknown')
