{{ config(enabled=is_used('satori')) }}

with customers as (
    select * from {{ ref('stg_satori__customers') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'customers.customer_id',
        'business_date': 'customers.collected_on',
        'party_type': "'person'",
        'family_name': 'customers.family_name',
        'given_name': 'customers.given_name',
        'family_name_kana': 'customers.family_name_kana',
        'given_name_kana': 'customers.given_name_kana',
        'email': 'customers.email',
        'phone': 'customers.phone',
        'mobile_phone': 'customers.mobile_phone',
        'address_line': 'customers.address',
        'gender': 'customers.gender',
        'member_code': 'customers.member_code',
        'lead_source': 'customers.collection_route',
        'created_at': x_utc_timestamp('cast(customers.collected_on as timestamp)', 'business_clock.timezone'),
    }, of='customers') }}
from customers
inner join business_clock
    on customers.load_seq = business_clock.load_seq
