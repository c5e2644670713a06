{{ config(schema='measure', contract={'enforced': false}) }}

with support_cases as (
    select * from {{ ref('support_case') }}
),

interactions as (
    select * from {{ ref('support_interaction') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

cases as (
    select
        support_cases.source_system,
        support_cases.source_object,
        support_cases.source_record_id,
        party_customers.customer_id,
        coalesce(support_cases.channel, 'unknown') as channel,
        coalesce(support_cases.reason, 'unknown') as reason,
        support_cases.business_date as created_on,
        support_cases.created_at,
        support_cases.first_replied_at,
        coalesce(support_cases.reopened_count, 0) > 0 as is_reopened,
        business_clock.timezone,
        business_clock.business_day_start_minutes,
        as_of.as_of_on,
        {{ x_local_date('support_cases.solved_at') }} as solved_on,
        support_cases.solved_at
    from support_cases
    cross join as_of
    inner join business_clock
        on support_cases.load_seq = business_clock.load_seq
    left join party_customers
        on
            support_cases.source_system = party_customers.source_system
            and support_cases.party_key = party_customers.party_key
    where not support_cases.is_deleted and support_cases.business_date <= as_of.as_of_on
),

-- The second number breaks a tie of two at one moment.
interactions_in_order as (
    select
        source_system,
        case_record_id,
        author_type,
        is_public,
        occurred_at,
        row_number() over (
            partition by source_system, case_record_id
            order by occurred_at asc nulls last, source_record_id asc, source_object asc
        ) as place
    from interactions
    where not is_deleted
),

replies as (
    select
        source_system,
        case_record_id,
        count_if(place = 1 and author_type = 'agent') > 0 as is_begun_by_agent,
        min(occurred_at) filter (
            where author_type = 'agent' and coalesce(is_public, true)
        ) as replied_at
    from interactions_in_order
    group by source_system, case_record_id
),

-- What was solved after the as-of day is still open on it.
cases_answered as (
    select
        cases.source_system,
        cases.source_object,
        cases.source_record_id,
        cases.customer_id,
        cases.channel,
        cases.reason,
        cases.created_on,
        cases.created_at,
        cases.is_reopened,
        cases.timezone,
        cases.business_day_start_minutes,
        case when cases.solved_on <= cases.as_of_on then cases.solved_on end as solved_on,
        case when cases.solved_on <= cases.as_of_on then cases.solved_at end as solved_at,
        {{ x_utc_timestamp('cast(cases.as_of_on + 1 as timestamp)', 'cases.timezone') }}
        + cases.business_day_start_minutes * interval 1 minute as as_of_at,
        case
            when coalesce(replies.is_begun_by_agent, false) then null
            -- Where the desk hands over what was said, it says more than its own time stamp.
            when replies.case_record_id is not null then replies.replied_at
            else cases.first_replied_at
        end as replied_at
    from cases
    left join replies
        on
            cases.source_system = replies.source_system
            and cases.source_record_id = replies.case_record_id
),

-- The customer's next case with the same reason, within the longest window that anybody asks for.
came_back as (
    select
        solved.source_system,
        solved.source_object,
        solved.source_record_id,
        min(later.created_at) as came_back_at
    from cases_answered as solved
    inner join cases_answered as later
        on
            solved.customer_id = later.customer_id
            and solved.reason = later.reason
            and solved.solved_at < later.created_at
            and solved.solved_at + interval 30 day >= later.created_at
    group by solved.source_system, solved.source_object, solved.source_record_id
)

select
    cases_answered.source_system,
    cases_answered.source_object,
    cases_answered.source_record_id,
    cases_answered.customer_id,
    cases_answered.channel,
    cases_answered.reason,
    cases_answered.created_on,
    cases_answered.created_at,
    cases_answered.solved_on,
    cases_answered.solved_at,
    cases_answered.timezone,
    cases_answered.business_day_start_minutes,
    cases_answered.as_of_at,
    cases_answered.is_reopened,
    came_back.came_back_at,
    cases_answered.solved_at + interval 7 day <= cases_answered.as_of_at as is_mature_7d,
    not cases_answered.is_reopened
    and coalesce(
        came_back.came_back_at > cases_answered.solved_at + interval 7 day, true
    ) as is_solved_at_once,
    case
        when
            cases_answered.replied_at >= cases_answered.created_at
            and cases_answered.replied_at < cases_answered.as_of_at
            then cases_answered.replied_at
    end as replied_at
from cases_answered
left join came_back
    on
        cases_answered.source_system = came_back.source_system
        and cases_answered.source_object = came_back.source_object
        and cases_answered.source_record_id = came_back.source_record_id
