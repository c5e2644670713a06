{{ config(enabled=is_used('mixpanel')) }}

with events as (
    select
        *,
        md5(concat_ws(
            '|', event_name, distinct_id, occurred_at, coalesce(insert_id, '')
        )) as event_key
    from {{ source('mixpanel', 'event') }}
),

latest as (
    {{ latest_version('events', 'event_key') }}
)

select
    {{ landed() }},
    event_key,
    event_name,
    coalesce(device_id, distinct_id) as visitor_id,
    -- After a merge of identities the distinct id is the user's, before it the device's.
    coalesce(user_id, case when device_id <> distinct_id then distinct_id end) as user_id,
    url,
    cast(occurred_at as timestamp) as occurred_at
from latest
