{{ config(enabled=is_used('amplitude')) }}

with events as (
    select * from {{ ref('stg_amplitude__events') }}
)

select
    {{ mapped_row('digital_event', {
        'source_record_id': 'events.event_key',
        'visitor_id': 'events.visitor_id',
        'user_id': 'events.user_id',
        'session_id': 'events.session_id',
        'event_name': 'events.event_type',
        'event_category': "'product'",
        'page_url': 'events.url',
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
