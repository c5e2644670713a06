{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['metric', 'survey_id', 'survey_kind', 'period_grain', 'period_start_on', 'score'],
            'owner': 'cx',
        }
    )
}}

with nps_answers as (
    select * from {{ ref('int_nps_answers') }}
),

survey_scores as (
    select * from {{ ref('int_survey_scores') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
),

-- The very answers that the KPIs count: one NPS score a customer, survey and wave, every answered
-- question of the others.
scores_by_day as (
    select
        'nps' as metric,
        survey_id,
        survey_kind,
        business_date,
        score,
        count(*) as n
    from nps_answers
    group by survey_id, survey_kind, business_date, score
    union all
    select
        metric,
        survey_id,
        survey_kind,
        business_date,
        score,
        count(*) as n
    from survey_scores
    where metric in ('csat', 'ces') and score = floor(score)
    group by metric, survey_id, survey_kind, business_date, score
)

select
    cast(scores_by_day.metric as string) as metric,
    cast(scores_by_day.survey_id as string) as survey_id,
    cast(scores_by_day.survey_kind as string) as survey_kind,
    cast(periods.period_grain as string) as period_grain,
    cast(periods.period_start_on as date) as period_start_on,
    cast(periods.period_end_on as date) as period_end_on,
    cast(scores_by_day.score as integer) as score,
    cast(sum(scores_by_day.n) as bigint) as n
from scores_by_day
inner join periods
    on
        scores_by_day.business_date >= periods.period_start_on
        and scores_by_day.business_date <= periods.period_end_on
where periods.period_grain in ('month', 'fiscal_year', 'trailing_12m')
group by
    scores_by_day.metric,
    scores_by_day.survey_id,
    scores_by_day.survey_kind,
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    scores_by_day.score
