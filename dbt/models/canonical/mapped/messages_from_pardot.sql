{{ config(enabled=is_used('pardot')) }}

with activities as (
    select
        *,
        case type
            when '1' then 'clicked'
            when '6' then 'sent'
            when '11' then 'opened'
            when '12' then 'unsubscribed'
            when '13' then 'bounced'
            when '14' then 'complained'
        end as activity_type
    from {{ ref('stg_pardot__visitor_activities') }}
    -- A click on a link that stands in no mail is no message.
    where mail_id is not null
)

select
    {{ mapped_row('message_activity', {
        'source_record_id': 'activities.activity_id',
        'is_deleted': 'activities.is_deleted',
        'party_record_id': 'activities.prospect_id',
        'channel': "'email'",
        'activity_type': 'activities.activity_type',
        'campaign_id': 'coalesce(activities.campaign_id, activities.mail_id)',
        'url': "case when activities.activity_type = 'clicked' then activities.details end",
        'is_bot': 'false',
        'occurred_at': 'activities.occurred_at',
    }, of='activities') }}
from activities
where activity_type is not null
