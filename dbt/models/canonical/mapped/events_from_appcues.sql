{{ config(enabled=is_used('appcues')) }}

with events as (
    select * from {{ ref('stg_appcues__events') }}
)

select
    {{ mapped_row('digital_event', {
        'source_record_id': 'events.event_key',
        'visitor_id': 'events.user_id',
        'user_id': 'events.user_id',
        'event_name': 'events.event_name',
        'event_category': "'tour'",
        'page_url': 'events.url',
        'campaign_name': 'events.flow_name',
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
