{{ config(enabled=is_used('salesforce')) }}

with latest as (
    {{ latest_version(source('salesforce', 'case'), 'id', cursor='system_modstamp') }}
)

select
    {{ landed() }},
    id as case_id,
    cast(is_deleted as boolean) as is_deleted,
    case_number,
    contact_id,
    supplied_email as email,
    supplied_phone as phone,
    status,
    priority,
    lower(origin) as origin,
    coalesce(reason, type) as reason,
    subject,
    coalesce(cast(is_closed as boolean), closed_date is not null) as is_closed,
    owner_id,
    cast(created_date as timestamp) as created_at,
    cast(closed_date as timestamp) as closed_at
from latest
