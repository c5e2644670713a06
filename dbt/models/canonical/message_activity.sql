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

parties as (
    select
        source_system,
        source_record_id
    from {{ ref('party') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
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
    activities.source_system,
    activities.source_object,
    activities.activity_id as source_record_id,
    activities.load_id,
    activities.load_seq,
    activities.source_row_number,
    {{ x_local_date('activities.occurred_at') }} as business_date,
    false as is_deleted,
    activities.tz_basis,
    parties.source_record_id as party_key,
    activities.lead_id as party_record_id,
    cast(null as string) as email,
    'email' as channel,
    activities.activity_type,
    coalesce(activities.campaign_id, only_campaigns.campaign_id, activities.asset_id)
        as campaign_id,
    activities.asset_name as campaign_name,
    case
        when activities.activity_type = 'clicked'
            then {{ x_json_text('activities.attributes', 'Link') }}
    end as url,
    -- Reading JSON costs more than all the rest of this model, hence the look at the text first.
    case
        when
            activities.activity_type in ('opened', 'clicked')
            and activities.attributes like '%Is Bot Activity%'
            then
                coalesce(
                    lower({{ x_json_text('activities.attributes', 'Is Bot Activity') }})
                    in ('true', '1'),
                    false
                )
        else false
    end as is_bot,
    activities.occurred_at
from activities
left join parties
    on
        activities.source_system = parties.source_system
        and activities.lead_id = parties.source_record_id
left join only_campaigns
    on
        activities.source_system = only_campaigns.source_system
        and activities.asset_id = only_campaigns.asset_id
inner join business_clock
    on activities.load_seq = business_clock.load_seq
