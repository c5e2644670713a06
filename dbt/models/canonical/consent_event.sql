{{ canonical_event(
    'consent_event', 'occurred_at', contacts=['email', 'phone', 'member_code']
) }}
union all
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
    activities.party_key,
    activities.party_record_id,
    activities.email,
    cast(null as string) as phone,
    cast(null as string) as member_code,
    'marketing' as purpose,
    -- A message of a chat app is one that the app pushes.
    case activities.channel when 'line' then 'push' else activities.channel end as channel,
    'withdrawn' as status,
    'explicit' as basis,
    'unsubscribed through '
    || coalesce(activities.campaign_name, activities.campaign_id, 'a message') as evidence,
    activities.occurred_at
from {{ ref('message_activity') }} as activities
where activities.activity_type = 'unsubscribed'
