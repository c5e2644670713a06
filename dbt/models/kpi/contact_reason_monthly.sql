{{
    config(
        meta={'publish': 'bi', 'order_by': ['period_start_on', 'channel', 'reason'], 'owner': 'support'}
    )
}}

with cases as (
    select * from {{ ref('int_support_cases') }}
),

durations as (
    select * from {{ ref('int_durations') }}
    where dimension in ('all', 'clock')
),

settings as (
    select resolve_within_hours from {{ source('landing', 'journey_setting') }}
),

months as (
    select
        period_start_on,
        period_end_on
    from {{ ref('int_reporting_periods') }}
    where period_grain = 'month'
),

minutes_to_reply as (
    select
        source_system,
        source_object,
        source_record_id,
        max(observed) filter (where member = 'calendar') as calendar_minutes,
        max(observed) filter (where member = 'business') as business_minutes
    from durations
    where kpi_id = 'first_reply_minutes_median' and dimension = 'clock'
    group by source_system, source_object, source_record_id
),

-- A case counts in the month it was created, in the month it was solved, and at the end of each
-- month in which it was open.
created as (
    select
        cast(date_trunc('month', cases.created_on) as date) as period_start_on,
        cases.channel,
        cases.reason,
        count(*) as contact_count,
        count(minutes_to_reply.calendar_minutes) as replied_count,
        percentile_cont(0.5) within group (
            order by minutes_to_reply.calendar_minutes
        ) as reply_median,
        percentile_cont(0.9) within group (
            order by minutes_to_reply.calendar_minutes
        ) as reply_p90,
        percentile_cont(0.5) within group (
            order by minutes_to_reply.business_minutes
        ) as business_reply_median,
        percentile_cont(0.9) within group (
            order by minutes_to_reply.business_minutes
        ) as business_reply_p90
    from cases
    left join minutes_to_reply
        on
            cases.source_system = minutes_to_reply.source_system
            and cases.source_object = minutes_to_reply.source_object
            and cases.source_record_id = minutes_to_reply.source_record_id
    group by cast(date_trunc('month', cases.created_on) as date), cases.channel, cases.reason
),

solved_cases as (
    select
        cast(date_trunc('month', cases.solved_on) as date) as period_start_on,
        cases.channel,
        cases.reason,
        cases.is_reopened,
        durations.observed as resolution_hours,
        {% for days in [7, 14, 30] -%}
        cases.solved_at + interval {{ days }} day <= cases.as_of_at as is_mature_{{ days }}d,
        not cases.is_reopened
        and coalesce(
            cases.came_back_at > cases.solved_at + interval {{ days }} day, true
        ) as is_settled_{{ days }}d,
        {% endfor -%}
        coalesce(durations.observed <= settings.resolve_within_hours, false) as is_in_target
    from cases
    cross join settings
    left join durations
        on
            cases.source_system = durations.source_system
            and cases.source_object = durations.source_object
            and cases.source_record_id = durations.source_record_id
            and durations.kpi_id = 'resolution_hours_median'
    where cases.solved_on is not null
),

solved as (
    select
        period_start_on,
        channel,
        reason,
        count(*) as solved_count,
        count_if(is_reopened) as reopened_count,
        count_if(is_in_target) as solved_in_target_count,
        {% for days in [7, 14, 30] -%}
        count_if(is_mature_{{ days }}d) as mature_{{ days }}d_count,
        count_if(is_mature_{{ days }}d and is_settled_{{ days }}d) as settled_{{ days }}d_count,
        {% endfor -%}
        percentile_cont(0.5) within group (order by resolution_hours) as resolution_median,
        percentile_cont(0.9) within group (order by resolution_hours) as resolution_p90
    from solved_cases
    group by period_start_on, channel, reason
),

open_at_month_end as (
    select
        months.period_start_on,
        cases.channel,
        cases.reason,
        count(*) as open_count,
        count_if(
            cases.created_at + settings.resolve_within_hours * interval 1 hour
            < {{ x_utc_timestamp('cast(months.period_end_on + 1 as timestamp)', 'cases.timezone') }}
            + cases.business_day_start_minutes * interval 1 minute
        ) as open_beyond_target_count
    from cases
    cross join settings
    inner join months
        on
            cases.created_on <= months.period_end_on
            and coalesce(cases.solved_on > months.period_end_on, true)
    group by months.period_start_on, cases.channel, cases.reason
),

members as (
    {% for relation in ['created', 'solved', 'open_at_month_end'] -%}
    select
        period_start_on,
        channel,
        reason
    from {{ relation }}
    {% if not loop.last -%}
    union
    {% endif -%}
    {% endfor %}
)

select
    cast(members.period_start_on as date) as period_start_on,
    cast(members.channel as string) as channel,
    cast(members.reason as string) as reason,
    cast(coalesce(created.contact_count, 0) as bigint) as contact_count,
    cast(coalesce(created.replied_count, 0) as bigint) as replied_count,
    cast(round(created.reply_median, 4) as double) as first_reply_minutes_median,
    cast(round(created.reply_p90, 4) as double) as first_reply_minutes_p90,
    cast(round(created.business_reply_median, 4) as double) as first_reply_business_minutes_median,
    cast(round(created.business_reply_p90, 4) as double) as first_reply_business_minutes_p90,
    cast(coalesce(solved.solved_count, 0) as bigint) as solved_count,
    cast(coalesce(solved.reopened_count, 0) as bigint) as reopened_count,
    {% for days in [7, 14, 30] -%}
    cast(coalesce(solved.settled_{{ days }}d_count, 0) as bigint) as settled_{{ days }}d_count,
    cast(coalesce(solved.mature_{{ days }}d_count, 0) as bigint) as mature_{{ days }}d_count,
    cast(
        round(
            cast(solved.settled_{{ days }}d_count as double)
            / nullif(solved.mature_{{ days }}d_count, 0), 4
        ) as double
    ) as fcr_{{ days }}d,
    {% endfor -%}
    cast(round(solved.resolution_median, 4) as double) as resolution_hours_median,
    cast(round(solved.resolution_p90, 4) as double) as resolution_hours_p90,
    cast(settings.resolve_within_hours as integer) as target_hours,
    cast(coalesce(solved.solved_in_target_count, 0) as bigint) as solved_in_target_count,
    cast(coalesce(open_at_month_end.open_count, 0) as bigint) as open_count,
    cast(
        coalesce(open_at_month_end.open_beyond_target_count, 0) as bigint
    ) as open_beyond_target_count
from members
cross join settings
{% for relation in ['created', 'solved', 'open_at_month_end'] -%}
left join {{ relation }}
    on
        members.period_start_on = {{ relation }}.period_start_on
        and members.channel = {{ relation }}.channel
        and members.reason = {{ relation }}.reason
{% endfor %}
