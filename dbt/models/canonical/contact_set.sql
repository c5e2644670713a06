with as_of as (
    select * from {{ ref('as_of') }}
),

sales as (
    select * from {{ ref('sale') }}
    where party_key like 'contact:%'
),

responses as (
    select * from {{ ref('survey_response') }}
    where party_key like 'contact:%'
),

events as (
    select
        source_system,
        party_key,
        email,
        phone,
        member_code,
        load_seq,
        business_date,
        is_deleted,
        sold_at as occurred_at
    from sales
    union all
    select
        source_system,
        party_key,
        email,
        phone,
        member_code,
        load_seq,
        business_date,
        is_deleted,
        responded_at as occurred_at
    from responses
)

select
    events.source_system,
    events.party_key,
    min(events.email) as email,
    min(events.phone) as phone,
    min(events.member_code) as member_code,
    min(events.load_seq) as first_load_seq,
    coalesce(bool_or(not events.is_deleted and events.business_date <= as_of.as_of_on), false)
        as has_live_row,
    min(events.occurred_at) as first_seen_at
from events
cross join as_of
group by events.source_system, events.party_key
