{{ config(schema='measure', contract={'enforced': false}) }}

with key_events as (
    select distinct
        event_name,
        true as is_key_event
    from {{ source('landing', 'event_meaning') }}
    where meaning = 'key_event'
),

as_of as (
    select * from {{ ref('as_of') }}
),

-- What no visitor can be named for is in no session. The events are read twice, since those whose
-- source knows sessions can be summed as they are read, and holding them all costs gigabytes.
{% for visits, has_session in [('visits', 'is not null'), ('silent_visits', 'is null')] -%}
{{ visits }} as (
    select
        digital_events.*,
        coalesce(digital_events.visitor_id, 'user:' || digital_events.user_id) as visitor_key,
        coalesce(key_events.is_key_event, false) as is_key_event
    from {{ ref('digital_event') }} as digital_events
    cross join as_of
    left join key_events
        on digital_events.event_name = key_events.event_name
    where
        not digital_events.is_deleted
        and digital_events.business_date <= as_of.as_of_on
        and coalesce(digital_events.visitor_id, digital_events.user_id) is not null
        and digital_events.session_id {{ has_session }}
),

{% endfor -%}
-- Where the source knows no sessions, one begins after more than 30 minutes of silence; midnight
-- and a new campaign cut none.
silences as (
    select
        *,
        lag(occurred_at) over (
            partition by source_system, visitor_key
            order by occurred_at asc nulls last, source_record_id asc, source_object asc
        ) as previous_at
    from silent_visits
),

numbered as (
    select
        *,
        count_if(previous_at is null or previous_at + interval 30 minute < occurred_at) over (
            partition by source_system, visitor_key
            order by occurred_at asc nulls last, source_record_id asc, source_object asc
            rows between unbounded preceding and current row
        ) as session_number
    from silences
),

summed as (
    {% for relation, session, prefix in [
        ('visits', 'session_id', 'id:'), ('numbered', 'session_number', 'gap:'),
    ] -%}
    select
        source_system,
        visitor_key,
        '{{ prefix }}' || cast({{ session }} as string) as session_key,
        min(source_record_id) as source_record_id,
        min(party_key) as party_key,
        min(business_date) as business_date,
        min(occurred_at) as began_at,
        max(occurred_at) as ended_at,
        min(event_category) as event_category,
        -- Of several in one session the first of the alphabet, so that it has one.
        min(traffic_medium) as traffic_medium,
        min(campaign_name) as campaign_name,
        count(*) as event_count,
        count_if(event_name in ('page_view', 'screen_view')) as view_count,
        sum(engagement_ms) as engagement_ms,
        count_if(coalesce(is_engaged, false)) > 0 as is_said_engaged,
        count_if(is_key_event) > 0 as has_key_event,
        count_if(event_name = 'purchase') > 0 as has_purchase,
        count_if(event_name = 'add_to_cart') > 0 as has_cart
    from {{ relation }}
    group by source_system, visitor_key, {{ session }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
)

select
    source_system,
    visitor_key,
    session_key,
    source_record_id,
    party_key,
    business_date,
    began_at,
    ended_at,
    event_category,
    coalesce(traffic_medium, 'unknown') as channel,
    coalesce(campaign_name, 'unknown') as campaign,
    event_count,
    view_count,
    case
        when engagement_ms is not null then cast(engagement_ms as double) / 1000
        when event_count > 1 then {{ x_epoch('ended_at') }} - {{ x_epoch('began_at') }}
    end as dwell_seconds,
    is_said_engaged
    or has_key_event
    or view_count >= 2
    or coalesce(engagement_ms > 10000, false) as is_engaged,
    has_purchase,
    has_cart
from summed
