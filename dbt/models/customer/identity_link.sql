{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['customer_id', 'trial_number'],
            'owner': 'data_stewards',
        }
    )
}}

with evidence_within as (
    select * from {{ source('identity', 'evidence_within') }}
)

select
    cast(customer_id as string) as customer_id,
    cast(left_source_system as string) as left_source_system,
    cast(left_source_object as string) as left_source_object,
    cast(left_source_record_id as string) as left_source_record_id,
    cast(right_source_system as string) as right_source_system,
    cast(right_source_object as string) as right_source_object,
    cast(right_source_record_id as string) as right_source_record_id,
    cast(tier as string) as tier,
    cast(weight as double) as weight,
    cast(is_union as boolean) as is_union,
    cast(trial_number as bigint) as trial_number
from evidence_within
