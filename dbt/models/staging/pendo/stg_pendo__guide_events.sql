{{ config(enabled=is_used('pendo')) }}

with events as (
    select
        *,
        md5(concat_ws(
            '|', visitor_id, occurred_at, type, coalesce(guide_id, ''), coalesce(guide_step_id, '')
        )) as event_key
    from {{ source('pendo', 'guide_event') }}
),

latest as (
    {{ latest_version('events', 'event_key') }}
)

select
    {{ landed() }},
    event_key,
    visitor_id,
    type,
    guide_id,
    url,
    cast(occurred_at as timestamp) as occurred_at
from latest
