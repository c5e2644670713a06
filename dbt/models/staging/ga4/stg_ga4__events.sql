{{ config(enabled=is_used('ga4')) }}

-- An event has no id of its own: these five say which one it is.
with identified as (
    select
        *,
        md5(
            coalesce(user_pseudo_id, '')
            || '|' || event_at
            || '|' || event_name
            || '|' || coalesce(event_bundle_sequence_id, '')
            || '|' || coalesce(batch_event_index, '')
        ) as event_id
    from {{ source('ga4', 'event') }}
),

latest as (
    {{ latest_version('identified', 'event_id') }}
)

select
    {{ landed() }},
    event_id,
    user_pseudo_id,
    user_id,
    -- The number is the session's start and says nothing without its visitor.
    user_pseudo_id || '.' || ga_session_id as session_id,
    event_name,
    platform,
    cast(event_at as timestamp) as occurred_at,
    cast(engagement_time_msec as bigint) as engagement_ms,
    session_engaged in ('1', 'true') as is_engaged,
    page_location as page_url,
    page_title,
    coalesce(collected_source, source) as traffic_source,
    coalesce(collected_medium, medium) as traffic_medium,
    coalesce(collected_campaign, campaign) as campaign_name,
    item_id as product_code,
    cast(coalesce(purchase_revenue, value) as decimal(18, 2)) as value_amount
from latest
