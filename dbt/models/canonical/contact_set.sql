with as_of as (
    select * from {{ ref('as_of') }}
),

events as (
    {% for entity, columns in {
        'sale': ['email', 'phone', 'member_code', 'sold_at'],
        'survey_response': ['email', 'phone', 'member_code', 'responded_at'],
        'digital_event': ['email', 'null', 'member_code', 'occurred_at'],
        'support_case': ['email', 'phone', 'member_code', 'created_at'],
        'message_activity': ['email', 'null', 'null', 'occurred_at'],
        'consent_event': ['email', 'phone', 'member_code', 'occurred_at'],
    }.items() -%}
    select
        source_system,
        party_key,
        cast({{ columns[0] }} as string) as email,
        cast({{ columns[1] }} as string) as phone,
        cast({{ columns[2] }} as string) as member_code,
        load_seq,
        business_date,
        is_deleted,
        {{ columns[3] }} as occurred_at
    from {{ ref(entity) }}
    where party_key like 'contact:%'
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
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
