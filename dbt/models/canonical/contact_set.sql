with as_of as (
    select * from {{ ref('as_of') }}
),

-- A site's user id is a loyalty code from the delivery on that brought the code itself.
known_codes as (
    select
        member_code,
        min(first_load_seq) as first_load_seq
    from {{ ref('party') }}
    where member_code is not null and not is_deleted
    group by member_code
),

visits as (
    select
        digital_events.source_system,
        digital_events.party_key,
        digital_events.email,
        digital_events.member_code,
        greatest(
            digital_events.load_seq, coalesce(known_codes.first_load_seq, digital_events.load_seq)
        ) as load_seq,
        digital_events.business_date,
        digital_events.is_deleted,
        digital_events.occurred_at
    from {{ ref('digital_event') }} as digital_events
    left join known_codes
        on digital_events.member_code = known_codes.member_code
    -- What a visitor did before logging in is theirs since the login, and says nothing of its own.
    where coalesce(digital_events.email, digital_events.member_code) is not null
),

events as (
    {% for entity, columns in {
        'sale': ['email', 'phone', 'member_code', 'sold_at'],
        'survey_response': ['email', 'phone', 'member_code', 'responded_at'],
        'visits': ['email', 'null', 'member_code', 'occurred_at'],
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
    from {{ entity if entity == 'visits' else ref(entity) }}
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
