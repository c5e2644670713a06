{{ config(schema='measure', contract={'enforced': false}) }}

with nps_answers as (
    select * from {{ ref('int_nps_answers') }}
),

reviews as (
    select * from {{ ref('review') }}
),

follow_ups as (
    select * from {{ ref('follow_up') }}
    where not is_deleted
),

business_clock as (
    select min(business_day_start_minutes) as business_day_start_minutes
    from {{ ref('business_clock') }}
),

as_of as (
    select
        as_of.as_of_on,
        {{ x_utc_timestamp('cast(as_of.as_of_on + 1 as timestamp)', 'as_of.timezone') }}
        + coalesce(business_clock.business_day_start_minutes, 0) * interval 1 minute as as_of_at
    from {{ ref('as_of') }} as as_of
    cross join business_clock
),

raised as (
    select
        'response' as case_kind,
        source_system,
        'survey_response' as source_object,
        response_record_id as source_record_id,
        customer_id,
        survey_kind,
        business_date as raised_on,
        responded_at as raised_at,
        cast(score as double) as score
    from nps_answers
    where nps_group = 'detractor'
    union all
    -- Two stars of five, or less.
    select
        'review' as case_kind,
        reviews.source_system,
        reviews.source_object,
        reviews.source_record_id,
        cast(null as string) as customer_id,
        cast(null as string) as survey_kind,
        reviews.business_date as raised_on,
        reviews.published_at as raised_at,
        reviews.rating as score
    from reviews
    cross join as_of
    where
        reviews.review_kind = 'review'
        and not reviews.is_deleted
        and reviews.business_date <= as_of.as_of_on
        and reviews.rating * 5 <= 2 * coalesce(reviews.rating_max, 5)
),

-- An action of tomorrow has not been taken.
actions as (
    select
        follow_ups.source_system,
        follow_ups.response_record_id,
        follow_ups.source_record_id,
        follow_ups.owner,
        follow_ups.due_on,
        follow_ups.outcome,
        case
            when follow_ups.contacted_at < as_of.as_of_at then follow_ups.contacted_at
        end as contacted_at,
        case
            when follow_ups.resolved_at < as_of.as_of_at then follow_ups.resolved_at
        end as resolved_at
    from follow_ups
    cross join as_of
    where follow_ups.response_record_id is not null
),

ranked_actions as (
    select
        *,
        row_number() over (
            partition by source_system, response_record_id
            order by
                resolved_at desc nulls last, contacted_at desc nulls last, source_record_id desc
        ) as place
    from actions
),

follow_ups_of_response as (
    select
        source_system,
        response_record_id,
        max_by(owner, -place) filter (where owner is not null) as owner,
        min(due_on) as due_on,
        min(contacted_at) as contacted_at,
        max_by(outcome, -place) filter (where outcome is not null) as outcome,
        max(resolved_at) as resolved_at
    from ranked_actions
    group by source_system, response_record_id
),

next_scores as (
    select
        raised.source_system,
        raised.source_record_id,
        later.score as next_score
    from raised
    inner join nps_answers as later
        on
            raised.customer_id = later.customer_id
            and raised.raised_at < later.responded_at
    where raised.case_kind = 'response'
    qualify row_number() over (
        partition by raised.source_system, raised.source_record_id
        order by
            later.responded_at asc nulls last,
            later.source_system asc,
            later.response_record_id asc
    ) = 1
),

cases as (
    select
        raised.*,
        follow_ups_of_response.owner,
        follow_ups_of_response.due_on,
        follow_ups_of_response.contacted_at,
        follow_ups_of_response.outcome,
        follow_ups_of_response.resolved_at,
        next_scores.next_score,
        as_of.as_of_on,
        raised.raised_at + interval 48 hour <= as_of.as_of_at as is_mature_48h
    from raised
    cross join as_of
    left join follow_ups_of_response
        on
            raised.source_system = follow_ups_of_response.source_system
            and raised.source_record_id = follow_ups_of_response.response_record_id
    left join next_scores
        on
            raised.case_kind = 'response'
            and raised.source_system = next_scores.source_system
            and raised.source_record_id = next_scores.source_record_id
)

select
    case_kind,
    source_system,
    source_object,
    source_record_id,
    customer_id,
    survey_kind,
    raised_on,
    raised_at,
    score,
    owner,
    due_on,
    contacted_at,
    resolved_at,
    outcome,
    case
        when resolved_at is not null then 'resolved'
        when contacted_at is not null then 'contacted'
        when due_on < as_of_on then 'overdue'
        when owner is not null then 'assigned'
        else 'unassigned'
    end as status,
    case
        when contacted_at <= raised_at + interval 48 hour then true
        when is_mature_48h then false
    end as is_contacted_48h,
    is_mature_48h,
    next_score,
    next_score >= 7 as is_recovered
from cases
