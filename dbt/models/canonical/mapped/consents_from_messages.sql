with activities as (
    select * from {{ ref('message_activity') }}
)

select
    activities.source_system,
    activities.source_object,
    activities.source_record_id,
    activities.load_id,
    activities.load_seq,
    activities.source_row_number,
    activities.business_date,
    activities.is_deleted,
    activities.tz_basis,
    activities.party_record_id,
    activities.email,
    cast(null as string) as phone,
    cast(null as string) as member_code,
    activities.channel,
    'withdrawn' as status,
    'explicit' as basis,
    'unsubscribed through '
    || coalesce(activities.campaign_name, activities.campaign_id, 'a message') as evidence,
    activities.occurred_at
from activities
where activities.activity_type = 'unsubscribed'
