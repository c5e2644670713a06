{{ config(enabled=is_used('pardot')) }}

with latest as (
    {{ latest_version(source('pardot', 'visitor_activity'), 'id') }}
)

select
    {{ landed() }},
    id as activity_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
    prospect_id,
    type,
    type_name,
    coalesce(list_email_id, email_id) as mail_id,
    campaign_id,
    details,
    cast(created_at as timestamp) as occurred_at
from latest
