{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['old_customer_id', 'customer_id', 'valid_from_at'],
            'owner': 'data_stewards',
        }
    )
}}

with customer_aliases as (
    select * from {{ source('identity', 'customer_alias') }}
)

select
    cast(old_customer_id as string) as old_customer_id,
    cast(customer_id as string) as customer_id,
    cast(reason as string) as reason,
    cast(valid_from_at as timestamp) as valid_from_at
from customer_aliases
