{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['source_system', 'source_object', 'source_record_id'],
            'owner': 'data_stewards',
        }
    )
}}

with customer_identities as (
    select * from {{ source('identity', 'customer_identity') }}
)

select
    cast(source_system as string) as source_system,
    cast(source_object as string) as source_object,
    cast(source_record_id as string) as source_record_id,
    cast(customer_id as string) as customer_id,
    cast(linked_by as string) as linked_by,
    cast(link_evidence as string) as link_evidence,
    cast(link_weight as double) as link_weight,
    cast(is_deleted as boolean) as is_deleted
from customer_identities
-- A customer of whom only deleted records are left is no customer any more.
where customer_id is not null
