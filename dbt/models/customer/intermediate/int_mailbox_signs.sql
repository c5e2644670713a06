{{ config(schema='measure', contract={'enforced': false}) }}

with message_activities as (
    select * from {{ ref('message_activity') }}
),

last_signs as (
    select
        source_system,
        party_key,
        max(occurred_at) filter (
            where activity_type in ('opened', 'clicked') and not coalesce(is_bot, false)
        ) as last_read_at,
        max(occurred_at) filter (where activity_type = 'bounced') as last_bounced_at
    from message_activities
    where channel = 'email' and not is_deleted and party_key is not null
    group by source_system, party_key
)

select
    source_system,
    party_key,
    last_read_at is not null
    and (last_bounced_at is null or last_read_at > last_bounced_at) as is_read,
    last_bounced_at is not null
    and (last_read_at is null or last_bounced_at >= last_read_at) as is_bouncing
from last_signs
