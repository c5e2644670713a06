{{ config(enabled=is_used('ga4')) }}

with events as (
    select * from {{ ref('stg_ga4__events') }}
)

select
    {{ mapped_row('digital_event', {
        'source_record_id': 'events.event_id',
        'visitor_id': 'events.user_pseudo_id',
        'user_id': 'events.user_id',
        'session_id': 'events.session_id',
        'event_name': 'events.event_name',
        'event_category': "case when events.platform in ('IOS', 'ANDROID') then 'app' else 'web' end",
        'page_url': 'events.page_url',
        'page_title': 'events.page_title',
        'engagement_ms': 'events.engagement_ms',
        'is_engaged': 'events.is_engaged',
        'traffic_source': 'events.traffic_source',
        'traffic_medium': 'events.traffic_medium',
        'campaign_name': 'events.campaign_name',
        'product_code': 'events.product_code',
        'value_amount': 'events.value_amount',
        'occurred_at': 'events.occurred_at',
    }, of='events') }}
from events
