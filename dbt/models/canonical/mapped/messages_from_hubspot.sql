{{ config(enabled=is_used('hubspot')) }}

with events as (
    select
        *,
        case
            when event_type = 'SENT' then 'sent'
            when event_type = 'DELIVERED' then 'delivered'
            when event_type = 'OPEN' then 'opened'
            when event_type = 'CLICK' then 'clicked'
            when event_type = 'BOUNCE' then 'bounced'
            when event_type = 'SPAMREPORT' then 'complained'
            when event_type = 'STATUSCHANGE' and subscription_status = 'UNSUBSCRIBED'
                then 'unsubscribed'
        end as activity_type
    from {{ ref('stg_hubspot__email_events') }}
)

select
    {{ mapped_row('message_activity', {
        'source_record_id': 'events.event_id',
        'email': 'events.recipient',
        'channel': "'email'",
        'activity_type': 'events.activity_type',
        'campaign_id': 'events.campaign_id',
        'campaign_name': 'events.campaign_name',
        'url': 'events.url',
        'is_bot': 'events.is_filtered',
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
where activity_type is not null
