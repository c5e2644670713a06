{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['customer_id', 'attribute', 'rank'],
            'owner': 'data_stewards',
        }
    )
}}

with attribute_values as (
    select * from {{ ref('int_attribute_values') }}
)

select
    cast(customer_id as string) as customer_id,
    cast(attribute as string) as attribute,
    cast(value as string) as value,
    cast(source_system as string) as source_system,
    cast(source_object as string) as source_object,
    cast(source_record_id as string) as source_record_id,
    cast(value_rank as bigint) as rank,
    cast(value_rank = 1 as boolean) as is_winner,
    cast(record_count as bigint) as record_count,
    cast(reason as string) as reason
from attribute_values
