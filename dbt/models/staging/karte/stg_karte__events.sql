{{ config(enabled=is_used('karte')) }}

-- An event has no id, and a late partition repeats what an earlier query gave.
with events as (
    select
        *,
        md5(concat_ws(
            '|', visitor_id, coalesce(session_id, ''), synced_at, event_name,
            coalesce(event_values, '')
        )) as event_key
    from {{ source('karte', 'event') }}
),

latest as (
    {{ latest_version('events', 'event_key') }}
)

select
    {{ landed() }},
    event_key,
    visitor_id,
    session_id,
    event_name,
    event_values,
    cast(synced_at as timestamp) as occurred_at
from latest
