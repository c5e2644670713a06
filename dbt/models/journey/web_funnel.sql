{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['period_start_on', 'funnel', 'channel', 'step_number'],
            'owner': 'product',
        }
    )
}}

{# As many steps as journey.yaml lets a funnel have. #}
{% set most_steps = 8 %}

with digital_events as (
    select * from {{ ref('digital_event') }}
),

sessions as (
    select * from {{ ref('int_web_sessions') }}
),

steps as (
    select * from {{ source('landing', 'funnel_step') }}
),

signs as (
    select * from {{ source('landing', 'funnel_sign') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

events as (
    select
        digital_events.source_system,
        coalesce(
            digital_events.visitor_id, 'user:' || digital_events.user_id
        ) as visitor_key,
        'id:' || digital_events.session_id as session_key,
        digital_events.event_name,
        case
            when digital_events.event_name in ('page_view', 'screen_view')
                then digital_events.page_url
        end as page_url,
        digital_events.occurred_at
    from digital_events
    cross join as_of
    where
        not digital_events.is_deleted
        and digital_events.business_date <= as_of.as_of_on
        and coalesce(digital_events.visitor_id, digital_events.user_id) is not null
        and digital_events.occurred_at is not null
),

-- Names and addresses are few where events are many: a step is looked for once in each of them.
event_names as (
    select distinct event_name from events
),

page_signs as (
    select * from signs
    where page_part is not null
),

page_sign_count as (
    select count(*) as sign_count from page_signs
),

pages as (
    select distinct events.page_url
    from events
    cross join page_sign_count
    where page_sign_count.sign_count > 0 and events.page_url is not null
),

steps_of_events as (
    select distinct
        signs.funnel,
        signs.step_number,
        signs.event_name,
        cast(null as string) as page_url
    from event_names
    inner join signs
        on event_names.event_name = signs.event_name
    union all
    select distinct
        page_signs.funnel,
        page_signs.step_number,
        cast(null as string) as event_name,
        pages.page_url
    from pages
    inner join page_signs
        on instr(pages.page_url, page_signs.page_part) > 0
),

-- A step that no extract ever shows cannot be passed, and so is passed over.
tracked_steps as (
    select
        funnel,
        step_number,
        row_number() over (partition by funnel order by step_number asc nulls first) as place
    from steps_of_events
    group by funnel, step_number
),

places as (
    select
        steps_of_events.funnel,
        tracked_steps.place,
        steps_of_events.event_name,
        steps_of_events.page_url
    from steps_of_events
    inner join tracked_steps
        on
            steps_of_events.funnel = tracked_steps.funnel
            and steps_of_events.step_number = tracked_steps.step_number
),

step_events as (
    {% for sign in ['event_name', 'page_url'] -%}
    select
        places.funnel,
        places.place,
        events.source_system,
        events.visitor_key,
        events.session_key,
        events.occurred_at
    from events
    inner join places
        on events.{{ sign }} = places.{{ sign }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

-- Sessions that the source does not number are spans of time that never overlap.
unnumbered_sessions as (
    select * from sessions
    where session_key like 'gap:%'
),

placed_events as (
    select
        funnel,
        place,
        source_system,
        visitor_key,
        session_key,
        occurred_at
    from step_events
    where session_key is not null
    union all
    select
        step_events.funnel,
        step_events.place,
        step_events.source_system,
        step_events.visitor_key,
        unnumbered_sessions.session_key,
        step_events.occurred_at
    from step_events
    inner join unnumbered_sessions
        on
            step_events.source_system = unnumbered_sessions.source_system
            and step_events.visitor_key = unnumbered_sessions.visitor_key
            and step_events.occurred_at >= unnumbered_sessions.began_at
            and step_events.occurred_at <= unnumbered_sessions.ended_at
    where step_events.session_key is null
),

-- Of the first step only the first time matters; of a later one any time may be the one that
-- follows.
steps_in_sessions as (
    select
        funnel,
        place,
        source_system,
        visitor_key,
        session_key,
        min(occurred_at) as occurred_at
    from placed_events
    group by
        funnel,
        place,
        source_system,
        visitor_key,
        session_key,
        case when place > 1 then occurred_at end
),

-- The first time of a step that lies on or after the first time of the step before; one event can
-- be two steps.
reached_1 as (
    select
        funnel,
        source_system,
        visitor_key,
        session_key,
        occurred_at as reached_at
    from steps_in_sessions
    where place = 1
),

{% for place in range(2, most_steps + 1) -%}
reached_{{ place }} as (
    select
        earlier.funnel,
        earlier.source_system,
        earlier.visitor_key,
        earlier.session_key,
        min(steps_in_sessions.occurred_at) as reached_at
    from reached_{{ place - 1 }} as earlier
    inner join steps_in_sessions
        on
            earlier.funnel = steps_in_sessions.funnel
            and earlier.source_system = steps_in_sessions.source_system
            and earlier.visitor_key = steps_in_sessions.visitor_key
            and earlier.session_key = steps_in_sessions.session_key
            and earlier.reached_at <= steps_in_sessions.occurred_at
            and steps_in_sessions.place = {{ place }}
    group by
        earlier.funnel, earlier.source_system, earlier.visitor_key, earlier.session_key
),

{% endfor -%}
reached as (
    {% for place in range(1, most_steps + 1) -%}
    select
        *,
        {{ place }} as place
    from reached_{{ place }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

reached_with_next as (
    select
        *,
        lead(reached_at) over (
            partition by funnel, source_system, visitor_key, session_key
            order by place asc nulls first
        ) as next_at
    from reached
),

counted as (
    select
        cast(date_trunc('month', sessions.business_date) as date) as period_start_on,
        reached_with_next.funnel,
        sessions.channel,
        reached_with_next.place,
        count(*) as session_count,
        count_if(reached_with_next.next_at is null) as stalled_count,
        percentile_cont(0.5) within group (
            order by
                (
                    {{ x_epoch('reached_with_next.next_at') }}
                    - {{ x_epoch('reached_with_next.reached_at') }}
                ) / 60
        ) as median_minutes
    from reached_with_next
    inner join sessions
        on
            reached_with_next.source_system = sessions.source_system
            and reached_with_next.visitor_key = sessions.visitor_key
            and reached_with_next.session_key = sessions.session_key
    group by
        cast(date_trunc('month', sessions.business_date) as date),
        reached_with_next.funnel,
        sessions.channel,
        reached_with_next.place
),

begun as (
    select
        period_start_on,
        funnel,
        channel,
        session_count
    from counted
    where place = 1
),

last_places as (
    select
        funnel,
        max(place) as place
    from tracked_steps
    group by funnel
)

select
    cast(begun.period_start_on as date) as period_start_on,
    cast(begun.funnel as string) as funnel,
    cast(begun.channel as string) as channel,
    cast(steps.step_number as integer) as step_number,
    cast(steps.step as string) as step,
    cast(steps.name_ja as string) as name_ja,
    cast(steps.name_en as string) as name_en,
    cast(tracked_steps.place is not null as boolean) as is_tracked,
    cast(
        case when tracked_steps.place is not null then coalesce(counted.session_count, 0) end
        as bigint
    ) as session_count,
    cast(
        case
            when tracked_steps.place > 1
                then round(
                    cast(coalesce(counted.session_count, 0) as double) / earlier.session_count, 4
                )
        end as double
    ) as share_of_previous,
    cast(
        case
            when tracked_steps.place is not null
                then round(
                    cast(coalesce(counted.session_count, 0) as double) / begun.session_count, 4
                )
        end as double
    ) as share_of_first,
    cast(
        case
            when tracked_steps.place = last_places.place then 0
            when tracked_steps.place is not null then coalesce(counted.stalled_count, 0)
        end as bigint
    ) as stalled_count,
    cast(round(counted.median_minutes, 4) as double) as median_minutes_to_next
from begun
inner join steps
    on begun.funnel = steps.funnel
inner join last_places
    on begun.funnel = last_places.funnel
left join tracked_steps
    on
        steps.funnel = tracked_steps.funnel
        and steps.step_number = tracked_steps.step_number
left join counted
    on
        begun.period_start_on = counted.period_start_on
        and begun.funnel = counted.funnel
        and begun.channel = counted.channel
        and tracked_steps.place = counted.place
left join counted as earlier
    on
        begun.period_start_on = earlier.period_start_on
        and begun.funnel = earlier.funnel
        and begun.channel = earlier.channel
        and tracked_steps.place = earlier.place + 1
