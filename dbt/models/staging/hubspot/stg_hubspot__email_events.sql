{{ config(enabled=is_used('hubspot')) }}

with latest as (
    {{ latest_version(source('hubspot', 'email_event'), 'event_id') }}
)

select
    {{ landed() }},
    event_id,
    upper(event_type) as event_type,
    recipient,
    email_campaign_id as campaign_id,
    email_campaign_name as campaign_name,
    url,
    coalesce(cast(filtered_event as boolean), false) as is_filtered,
    upper(portal_subscription_status) as subscription_status,
    cast(created_at as timestamp) as occurred_at
from latest
