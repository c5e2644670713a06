{{ config(schema='measure', contract={'enforced': false}) }}

with orders as (
    select * from {{ ref('orders') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
)

select
    party_customers.customer_id,
    orders.source_system,
    orders.sale_record_id,
    orders.business_date,
    orders.sold_at,
    coalesce(orders.store_id, 'unknown') as store_id,
    coalesce(orders.channel, 'unknown') as channel,
    orders.net_amount
from orders
inner join party_customers
    on
        orders.source_system = party_customers.source_system
        and orders.party_key = party_customers.party_key
