{{ config(enabled=is_used('hubspot')) }}

with latest as (
    {{ latest_version(source('hubspot', 'ticket'), 'record_id', cursor='modified_at') }}
)

select
    {{ landed() }},
    record_id as ticket_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
    nullif(split_part(contact_ids, ';', 1), '') as contact_id,
    ticket_name,
    category,
    lower(priority) as priority,
    ticket_status,
    lower(channel) as origin,
    owner,
    cast(created_at as timestamp) as created_at,
    cast(first_replied_at as timestamp) as first_replied_at,
    cast(closed_at as timestamp) as closed_at
from latest
