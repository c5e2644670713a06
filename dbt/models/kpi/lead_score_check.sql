{{ config(meta={'publish': 'bi', 'order_by': ['grade'], 'owner': 'sales'}) }}

with leads as (
    select * from {{ ref('int_lead_scores') }}
    where moment = 'back_test'
),

grades as (
    select * from {{ source('landing', 'lead_grade') }}
),

settings as (
    select lead_won_within_days from {{ source('landing', 'journey_setting') }}
),

as_of as (
    select as_of_on from {{ ref('as_of') }}
),

counted as (
    select
        grade,
        count(*) as lead_count,
        count_if(is_won_since) as won_count
    from leads
    group by grade
),

all_leads as (
    select
        sum(lead_count) as lead_count,
        sum(won_count) as won_count
    from counted
)

select
    cast(grades.grade as string) as grade,
    cast(grades.least_score as bigint) as least_score,
    cast(as_of.as_of_on - settings.lead_won_within_days as date) as scored_on,
    cast(settings.lead_won_within_days as integer) as won_within_days,
    cast(coalesce(counted.lead_count, 0) as bigint) as lead_count,
    cast(coalesce(counted.won_count, 0) as bigint) as won_count,
    cast(
        round(cast(counted.won_count as double) / counted.lead_count, 4) as double
    ) as won_share,
    cast(
        round(cast(all_leads.won_count as double) / nullif(all_leads.lead_count, 0), 4) as double
    ) as won_share_of_all,
    cast(
        case
            when coalesce(counted.lead_count, 0) = 0 then 'no_data'
            when counted.lead_count < 30 then 'low_n'
            else 'ok'
        end as string
    ) as quality_flag
from grades
cross join settings
cross join as_of
cross join all_leads
left join counted
    on grades.grade = counted.grade
