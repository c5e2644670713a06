{{ config(enabled=is_used('shopify')) }}

with orders as (
    select * from {{ ref('stg_shopify__orders') }}
)

select
    {{ mapped_row('consent_event', {
        'source_object': "'order'",
        'source_record_id': "orders.order_id || ':email'",
        'email': 'orders.email',
        'phone': 'orders.phone',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when orders.accepts_marketing then 'granted' else 'denied' end",
        'basis': "'explicit'",
        'evidence': "'Accepts Marketing'",
        'occurred_at': 'orders.created_at',
    }, of='orders') }}
from orders
where accepts_marketing is not null and email is not null
