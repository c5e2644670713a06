{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['household_id', 'customer_id'],
            'owner': 'data_stewards',
        }
    )
}}

with household_members as (
    select * from {{ source('identity', 'household_member') }}
)

select
    cast(household_id as string) as household_id,
    cast(customer_id as string) as customer_id,
    cast(count(*) over (partition by household_id) as bigint) as member_count
from household_members
