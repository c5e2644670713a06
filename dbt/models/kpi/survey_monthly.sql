{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['period_start_on', 'survey_id', 'survey_kind', 'touchpoint', 'metric'],
            'owner': 'cx',
        }
    )
}}

with responses as (
    select * from {{ ref('survey_response') }}
),

answers as (
    select * from {{ ref('survey_answer') }}
),

nps_answers as (
    select * from {{ ref('int_nps_answers') }}
),

survey_scores as (
    select * from {{ ref('int_survey_scores') }}
),

message_activities as (
    select * from {{ ref('message_activity') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

sheets as (
    select
        responses.source_system,
        responses.source_record_id,
        coalesce(responses.survey_id, 'unknown') as survey_id,
        coalesce(responses.survey_kind, 'unknown') as survey_kind,
        responses.touchpoint,
        responses.business_date,
        coalesce(responses.is_complete, false) as is_complete
    from responses
    cross join as_of
    where
        not coalesce(responses.is_preview, false)
        and not responses.is_deleted
        and responses.business_date <= as_of.as_of_on
),

surveys as (
    select
        survey_id,
        min(survey_kind) as survey_kind
    from sheets
    group by survey_id
),

-- No extract hands over invitations as such; they are known where the messages that invited bear
-- the survey's id as their campaign.
invitations as (
    select
        surveys.survey_id,
        surveys.survey_kind,
        cast(date_trunc('month', message_activities.business_date) as date) as period_start_on,
        count(distinct coalesce(
            message_activities.source_system || ':' || message_activities.party_key,
            message_activities.email,
            message_activities.source_record_id
        )) as invited_count
    from message_activities
    inner join surveys
        on message_activities.campaign_id = surveys.survey_id
    cross join as_of
    where
        message_activities.activity_type = 'sent'
        and not message_activities.is_deleted
        and message_activities.business_date <= as_of.as_of_on
    group by
        surveys.survey_id,
        surveys.survey_kind,
        cast(date_trunc('month', message_activities.business_date) as date)
),

sheets_by_month as (
    select
        survey_id,
        survey_kind,
        cast(date_trunc('month', business_date) as date) as period_start_on,
        count(*) as started_count,
        count_if(is_complete) as completed_count
    from sheets
    group by survey_id, survey_kind, cast(date_trunc('month', business_date) as date)
),

-- Employees are nobody's customers, so each of their sheets is a voice of its own.
scores_of_employees as (
    select
        sheets.survey_id,
        sheets.survey_kind,
        coalesce(answers.touchpoint, sheets.touchpoint) as touchpoint,
        answers.metric,
        sheets.business_date,
        answers.scale_min,
        answers.scale_max,
        coalesce(answers.higher_is_better, true) as higher_is_better,
        answers.score
    from sheets
    inner join answers
        on
            sheets.source_system = answers.source_system
            and sheets.source_record_id = answers.response_record_id
    where
        sheets.survey_kind = 'employee'
        and sheets.is_complete
        and not answers.is_deleted
        and answers.metric in ('nps', 'csat', 'ces')
        and answers.score between answers.scale_min and answers.scale_max
        and (
            answers.metric <> 'nps'
            or (answers.score between 0 and 10 and answers.score = floor(answers.score))
        )
    qualify
        answers.metric <> 'nps'
        or row_number() over (
            partition by sheets.source_system, sheets.source_record_id, answers.metric
            order by answers.question_key asc nulls last, answers.source_record_id asc
        ) = 1
),

scores as (
    select
        survey_id,
        survey_kind,
        touchpoint,
        metric,
        business_date,
        scale_min,
        scale_max,
        higher_is_better,
        score
    from scores_of_employees
    union all
    select
        survey_id,
        survey_kind,
        touchpoint,
        metric,
        business_date,
        scale_min,
        scale_max,
        higher_is_better,
        score
    from survey_scores
    where metric in ('csat', 'ces')
    union all
    select
        survey_id,
        survey_kind,
        touchpoint,
        'nps' as metric,
        business_date,
        0 as scale_min,
        10 as scale_max,
        true as higher_is_better,
        score
    from nps_answers
),

praises as (
    select
        coalesce(survey_id, 'unknown') as survey_id,
        coalesce(survey_kind, 'unknown') as survey_kind,
        coalesce(touchpoint, 'unknown') as touchpoint,
        metric,
        cast(date_trunc('month', business_date) as date) as period_start_on,
        scale_min,
        scale_max,
        higher_is_better,
        score,
        case when higher_is_better then score else scale_min + scale_max - score end as praise
    from scores
),

rated as (
    select
        *,
        100 * (praise - scale_min)
        / nullif(cast(scale_max - scale_min as double), 0) as score_0_100,
        case
            when metric = 'nps' then score >= 9
            -- Five of seven, two thirds up the scale.
            when metric = 'ces' then praise - scale_min >= 2 * (scale_max - scale_min) / 3.0
            else {{ is_top_box('praise', 'scale_min', 'scale_max') }}
        end as is_top_box,
        metric = 'nps' and score <= 6 as is_detractor
    from praises
),

summed as (
    select
        period_start_on,
        survey_id,
        survey_kind,
        touchpoint,
        metric,
        count(*) as n,
        cast(sum(cast(score as decimal(18, 4))) as double) / count(*) as mean_score,
        cast(sum(cast(score_0_100 as decimal(18, 6))) as double) / count(*) as mean_0_100,
        min(scale_min) as scale_min,
        max(scale_max) as scale_max,
        min(scale_min) = max(scale_min)
        and min(scale_max) = max(scale_max)
        and count_if(higher_is_better) in (0, count(*)) as has_one_scale,
        count_if(is_top_box) as top_box_count,
        count_if(is_detractor) as detractor_count,
        survey_kind = 'employee' and count(*) < 10 as is_suppressed
    from rated
    group by period_start_on, survey_id, survey_kind, touchpoint, metric
),

-- Adjusted Wald, as `nps` has it: three more answers, one quarter of them for each end.
intervals as (
    select
        *,
        cast(top_box_count - detractor_count as double) / (n + 3) as centre,
        cast(top_box_count + detractor_count + 1.5 as double) / (n + 3) as decided_share
    from summed
),

results as (
    select
        *,
        case
            when metric = 'nps' and n >= 10
                then 1.96 * sqrt((decided_share - centre * centre) / (n + 3))
        end as half_width
    from intervals
),

members as (
    select
        survey_id,
        survey_kind,
        period_start_on
    from sheets_by_month
    union
    select
        survey_id,
        survey_kind,
        period_start_on
    from invitations
)

select
    cast(members.period_start_on as date) as period_start_on,
    cast(members.survey_id as string) as survey_id,
    cast(members.survey_kind as string) as survey_kind,
    'all' as touchpoint,
    'sheets' as metric,
    cast(invitations.invited_count as bigint) as invited_count,
    cast(coalesce(sheets_by_month.started_count, 0) as bigint) as started_count,
    cast(coalesce(sheets_by_month.completed_count, 0) as bigint) as completed_count,
    cast(
        round(
            cast(sheets_by_month.completed_count as double)
            / nullif(sheets_by_month.started_count, 0), 4
        ) as double
    ) as completion_rate,
    cast(
        round(
            cast(coalesce(sheets_by_month.completed_count, 0) as double)
            / nullif(invitations.invited_count, 0), 4
        ) as double
    ) as response_rate,
    cast(coalesce(sheets_by_month.completed_count, 0) as bigint) as n,
    cast(null as integer) as scale_min,
    cast(null as integer) as scale_max,
    cast(null as double) as mean_score,
    cast(null as double) as mean_0_100,
    cast(null as bigint) as top_box_count,
    cast(null as double) as top_box_share,
    cast(null as bigint) as promoter_count,
    cast(null as bigint) as passive_count,
    cast(null as bigint) as detractor_count,
    cast(null as double) as nps,
    cast(null as double) as nps_low,
    cast(null as double) as nps_high,
    'ok' as quality_flag
from members
left join sheets_by_month
    on
        members.survey_id = sheets_by_month.survey_id
        and members.survey_kind = sheets_by_month.survey_kind
        and members.period_start_on = sheets_by_month.period_start_on
left join invitations
    on
        members.survey_id = invitations.survey_id
        and members.survey_kind = invitations.survey_kind
        and members.period_start_on = invitations.period_start_on
union all
select
    cast(period_start_on as date) as period_start_on,
    cast(survey_id as string) as survey_id,
    cast(survey_kind as string) as survey_kind,
    cast(touchpoint as string) as touchpoint,
    cast(metric as string) as metric,
    cast(null as bigint) as invited_count,
    cast(null as bigint) as started_count,
    cast(null as bigint) as completed_count,
    cast(null as double) as completion_rate,
    cast(null as double) as response_rate,
    cast(n as bigint) as n,
    cast(scale_min as integer) as scale_min,
    cast(scale_max as integer) as scale_max,
    cast(
        case when has_one_scale and not is_suppressed then round(mean_score, 4) end as double
    ) as mean_score,
    cast(case when not is_suppressed then round(mean_0_100, 4) end as double) as mean_0_100,
    cast(case when not is_suppressed then top_box_count end as bigint) as top_box_count,
    cast(
        case when not is_suppressed then round(cast(top_box_count as double) / n, 4) end as double
    ) as top_box_share,
    cast(
        case when metric = 'nps' and not is_suppressed then top_box_count end as bigint
    ) as promoter_count,
    cast(
        case
            when metric = 'nps' and not is_suppressed then n - top_box_count - detractor_count
        end as bigint
    ) as passive_count,
    cast(
        case when metric = 'nps' and not is_suppressed then detractor_count end as bigint
    ) as detractor_count,
    cast(
        case
            when metric = 'nps' and not is_suppressed
                then round(100 * cast(top_box_count - detractor_count as double) / n, 4)
        end as double
    ) as nps,
    cast(
        case
            when half_width is not null then round(greatest(-100, 100 * (centre - half_width)), 4)
        end as double
    ) as nps_low,
    cast(
        case
            when half_width is not null then round(least(100, 100 * (centre + half_width)), 4)
        end as double
    ) as nps_high,
    case
        when is_suppressed then 'suppressed'
        when n < 30 then 'low_n'
        else 'ok'
    end as quality_flag
from results
