with mapped as (
    {{ mapped('digital_event') }}
),

parties as (
    select distinct
        source_system,
        source_record_id
    from {{ ref('party') }}
),

-- An identifier that two records share says nothing about who it was.
known_identifiers as (
    select
        source_system,
        identifier_raw,
        min(party_record_id) as party_record_id
    from {{ ref('source_identifier') }}
    where not is_deleted
    group by source_system, identifier_raw
    having min(party_record_id) = max(party_record_id)
),

-- A site's user id is often the loyalty code of another system.
member_codes as (
    select distinct member_code
    from {{ ref('party') }}
    where member_code is not null and not is_deleted
),

business_clock as (
    select * from {{ ref('business_clock') }}
),

events as (
    select
        mapped.*,
        member_codes.member_code,
        coalesce(
            parties.source_record_id,
            user_ids.party_record_id,
            visitors.party_record_id,
            {{ party_key(
                'parties', 'user_ids', email='mapped.email', member_code='member_codes.member_code'
            ) }}
        ) as own_party_key
    from mapped
    left join parties
        on
            mapped.source_system = parties.source_system
            and mapped.user_id = parties.source_record_id
    left join known_identifiers as user_ids
        on
            mapped.source_system = user_ids.source_system
            and mapped.user_id = user_ids.identifier_raw
    left join known_identifiers as visitors
        on
            mapped.source_system = visitors.source_system
            and mapped.visitor_id = visitors.identifier_raw
    left join member_codes
        on mapped.user_id = member_codes.member_code
),

-- What a visitor did before logging in belongs to who logged in, unless two people did.
visitors_of_one_party as (
    select
        source_system,
        visitor_id,
        min(own_party_key) as party_key
    from events
    where visitor_id is not null and own_party_key is not null
    group by source_system, visitor_id
    having min(own_party_key) = max(own_party_key)
)

select
    events.source_system,
    events.source_object,
    events.source_record_id,
    events.load_id,
    events.load_seq,
    events.source_row_number,
    coalesce(events.business_date, {{ x_local_date('events.occurred_at') }}) as business_date,
    coalesce(events.is_deleted, false) as is_deleted,
    events.tz_basis,
    coalesce(events.own_party_key, visitors_of_one_party.party_key) as party_key,
    events.visitor_id,
    events.user_id,
    events.email,
    events.member_code,
    events.session_id,
    events.event_name,
    events.event_category,
    events.page_url,
    events.page_title,
    events.engagement_ms,
    events.is_engaged,
    events.traffic_source,
    events.traffic_medium,
    events.campaign_name,
    events.product_code,
    events.value_amount,
    events.occurred_at
from events
left join visitors_of_one_party
    on
        events.source_system = visitors_of_one_party.source_system
        and events.visitor_id = visitors_of_one_party.visitor_id
inner join business_clock
    on events.load_seq = business_clock.load_seq
