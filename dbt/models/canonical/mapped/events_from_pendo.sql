{{ config(enabled=is_used('pendo')) }}

with events as (
    select * from {{ ref('stg_pendo__guide_events') }}
)

select
    {{ mapped_row('digital_event', {
        'source_record_id': 'events.event_key',
        'visitor_id': 'events.visitor_id',
        'user_id': 'events.visitor_id',
        'event_name': 'events.type',
        'event_category': "'tour'",
        'page_url': 'events.url',
        'campaign_name': 'events.guide_id',
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
