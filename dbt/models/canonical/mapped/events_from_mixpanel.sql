{{ config(enabled=is_used('mixpanel')) }}

with events as (
    select * from {{ ref('stg_mixpanel__events') }}
)

select
    {{ mapped_row('digital_event', {
        'source_record_id': 'events.event_key',
        'visitor_id': 'events.visitor_id',
        'user_id': 'events.user_id',
        'event_name': 'events.event_name',
        'event_category': "'product'",
        'page_url': 'events.url',
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
