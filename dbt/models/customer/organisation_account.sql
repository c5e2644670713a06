{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['source_system', 'source_object', 'source_record_id'],
            'owner': 'data_stewards',
        }
    )
}}

with account_organisations as (
    select * from {{ source('identity', 'account_organisation') }}
)

select
    cast(source_system as string) as source_system,
    cast(source_object as string) as source_object,
    cast(source_record_id as string) as source_record_id,
    cast(organisation_id as string) as organisation_id,
    cast(linked_by as string) as linked_by
from account_organisations
