{{ config(schema='measure', contract={'enforced': false}) }}

with activities as (
    select * from {{ ref('message_activity') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

emails as (
    select
        activities.source_system,
        coalesce(activities.campaign_id, 'unknown') as campaign_id,
        activities.party_key,
        activities.business_date,
        activities.activity_type,
        not coalesce(activities.is_bot, false) as is_by_person
    from activities
    cross join as_of
    where
        activities.channel = 'email'
        and activities.party_key is not null
        and not activities.is_deleted
        and activities.business_date <= as_of.as_of_on
)

select
    source_system,
    campaign_id,
    party_key,
    coalesce(
        min(business_date) filter (where activity_type = 'sent'), min(business_date)
    ) as sent_on,
    count(*) as activity_count,
    count_if(activity_type = 'delivered') > 0 as is_delivered,
    count_if(activity_type = 'opened' and is_by_person) > 0 as is_opened,
    count_if(activity_type = 'clicked' and is_by_person) > 0 as is_clicked,
    count_if(activity_type = 'unsubscribed' and is_by_person) > 0 as is_unsubscribed
from emails
group by source_system, campaign_id, party_key
