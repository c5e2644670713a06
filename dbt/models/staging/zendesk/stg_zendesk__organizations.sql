{{ config(enabled=is_used('zendesk')) }}

with latest as (
    {{ latest_version(source('zendesk', 'organization'), 'id', cursor='updated_at') }}
)

select
    {{ landed() }},
    id as organization_id,
    name,
    domain,
    cast(created_at as timestamp) as created_at
from latest
