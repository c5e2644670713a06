{{ config(enabled=is_used('karte')) }}

with events as (
    select * from {{ ref('stg_karte__events') }}
)

select
    {{ mapped_row('digital_event', {
        'source_record_id': 'events.event_key',
        'visitor_id': 'events.visitor_id',
        'user_id': "case when events.event_name = 'identify' then " ~ x_json_text('events.event_values', ['identify', 'user_id']) ~ ' end',
        'email': "case when events.event_name = 'identify' then " ~ x_json_text('events.event_values', ['identify', 'email']) ~ ' end',
        'session_id': 'events.session_id',
        'event_name': "case when events.event_name = 'view' then 'page_view' else events.event_name end",
        'event_category': "case when events.event_name like 'message%' or events.event_name = '_answer_question' then 'onsite' else 'web' end",
        'page_url': "case when events.event_name = 'view' then " ~ x_json_text('events.event_values', ['view', 'access', 'uri', 'url']) ~ ' end',
        'page_title': "case when events.event_name = 'view' then " ~ x_json_text('events.event_values', ['view', 'access', 'title']) ~ ' end',
        'campaign_name': karte_campaign('events'),
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
