{{ config(enabled=is_used('amplitude')) }}

with events as (
    select
        *,
        uuid as event_key
    from {{ source('amplitude', 'event') }}
),

latest as (
    {{ latest_version('events', 'event_key') }}
)

select
    {{ landed() }},
    event_key,
    event_type,
    coalesce(device_id, user_id) as visitor_id,
    user_id,
    case when session_number <> '-1' then coalesce(device_id, user_id) || '-' || session_number end
        as session_id,
    url,
    cast(occurred_at as timestamp) as occurred_at
from latest
