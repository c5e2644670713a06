{{ config(schema='measure', contract={'enforced': false}) }}

with orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

purchase_days as (
    select
        customer_id,
        business_date,
        count(*) as order_count,
        cast(sum(net_amount) as decimal(18, 2)) as net_amount
    from orders
    group by customer_id, business_date
)

select
    customer_id,
    business_date,
    order_count,
    net_amount,
    lag(business_date) over (partition by customer_id order by business_date) as previous_on,
    lead(business_date) over (partition by customer_id order by business_date) as next_on
from purchase_days
