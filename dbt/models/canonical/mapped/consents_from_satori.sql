{{ config(enabled=is_used('satori')) }}

with customers as (
    select * from {{ ref('stg_satori__customers') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "customers.customer_id || ':email'",
        'business_date': 'customers.collected_on',
        'party_record_id': 'customers.customer_id',
        'email': 'customers.email',
        'member_code': 'customers.member_code',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when customers.delivery_permission = 'approval' then 'granted' else 'denied' end",
        'basis': "'flag'",
        'evidence': "'delivery_permission'",
        'occurred_at': x_utc_timestamp('cast(customers.collected_on as timestamp)', 'business_clock.timezone'),
    }, of='customers') }}
from customers
inner join business_clock
    on customers.load_seq = business_clock.load_seq
where customers.delivery_permission in ('approval', 'reject')
