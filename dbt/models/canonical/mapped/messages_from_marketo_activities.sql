{{ config(enabled=is_used('marketo')) }}

with activities as (
    select
        *,
        case activity_type_id
            when '6' then 'sent'
            when '7' then 'delivered'
            when '8' then 'bounced'
            when '9' then 'unsubscribed'
            when '10' then 'opened'
            when '11' then 'clicked'
            when '27' then 'bounced'
        end as activity_type
    from {{ ref('stg_marketo__activities') }}
    where activity_type_id in ('6', '7', '8', '9', '10', '11', '27')
),

-- Unsubscribing is not a step of the campaign, so its activity may name the mail only.
only_campaigns as (
    select
        source_system,
        asset_id,
        min(campaign_id) as campaign_id
    from {{ ref('stg_marketo__activities') }}
    where
        activity_type_id in ('6', '7', '8', '9', '10', '11', '27')
        and campaign_id is not null
        and asset_id is not null
    group by source_system, asset_id
    having min(campaign_id) = max(campaign_id)
)

select
    {{ mapped_row('message_activity', {
        'source_record_id': 'activities.activity_id',
        'party_record_id': 'activities.lead_id',
        'channel': "'email'",
        'activity_type': 'activities.activity_type',
        'campaign_id': 'coalesce(activities.campaign_id, only_campaigns.campaign_id, activities.asset_id)',
        'campaign_name': 'activities.asset_name',
        'url': "case when activities.activity_type = 'clicked' then " ~ x_json_text('activities.attributes', 'Link') ~ ' end',
        'is_bot': marketo_is_bot('activities'),
        'occurred_at': 'activities.occurred_at',
    }, of='activities') }}
from activities
left join only_campaigns
    on
        activities.source_system = only_campaigns.source_system
        and activities.asset_id = only_campaigns.asset_id
