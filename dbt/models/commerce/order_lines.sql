{{ config(materialized='view') }}

with orders as (
    select * from {{ ref('orders') }}
),

lines as (
    select * from {{ ref('sale_line') }}
)

select
    orders.source_system,
    orders.sale_record_id,
    lines.source_record_id as sale_line_record_id,
    lines.line_number,
    orders.party_key,
    orders.business_date,
    orders.store_id,
    orders.channel,
    lines.product_code,
    lines.product_name,
    lines.category,
    lines.quantity,
    lines.net_amount,
    lines.is_return
from orders
inner join lines
    on
        orders.source_system = lines.source_system
        and orders.sale_record_id = lines.sale_record_id
where not lines.is_deleted
