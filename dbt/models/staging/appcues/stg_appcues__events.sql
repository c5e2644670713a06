{{ config(enabled=is_used('appcues')) }}

with events as (
    select
        *,
        md5(concat_ws(
            '|', user_id, occurred_at, event_name, coalesce(flow_id, ''), coalesce(step_id, '')
        )) as event_key
    from {{ source('appcues', 'event') }}
),

latest as (
    {{ latest_version('events', 'event_key') }}
)

select
    {{ landed() }},
    event_key,
    user_id,
    event_name,
    coalesce(flow_name, flow_id) as flow_name,
    url,
    cast(occurred_at as timestamp) as occurred_at
from latest
