{{ config(enabled=is_used('zendesk')) }}

with latest as (
    {{ latest_version(source('zendesk', 'user'), 'id', cursor='updated_at') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    id as user_id,
    name,
    email,
    phone,
    external_id,
    role,
    not coalesce(cast(active as boolean), true) as is_deleted,
    organization_id,
    cast(created_at as timestamp) as created_at,
    cast(updated_at as timestamp) as updated_at
from latest
