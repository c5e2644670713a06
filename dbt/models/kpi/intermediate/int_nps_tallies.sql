{{ config(schema='measure', contract={'enforced': false}) }}

with answers as (
    select * from {{ ref('int_nps_answers') }}
),

rfm_scores as (
    select * from {{ ref('int_rfm_scores') }}
),

-- +1 a promoter, -1 a detractor: their sum is P - D and the sum of their squares P + D, which is
-- all that the score and its interval need.
votes as (
    select
        answers.business_date,
        answers.survey_kind,
        coalesce(rfm_scores.rfm_segment, 'none') as rfm_segment,
        case answers.nps_group
            when 'promoter' then 1
            when 'detractor' then -1
            else 0
        end as vote
    from answers
    left join rfm_scores
        on answers.customer_id = rfm_scores.customer_id
),

votes_by_member as (
    select
        business_date,
        'all' as dimension,
        'all' as member,
        vote
    from votes
    where survey_kind = 'relationship'
    union all
    select
        business_date,
        'survey_kind' as dimension,
        survey_kind as member,
        vote
    from votes
    where survey_kind is not null
    union all
    select
        business_date,
        'segment' as dimension,
        rfm_segment as member,
        vote
    from votes
    where survey_kind = 'relationship'
)

select
    'nps' as kpi_id,
    business_date,
    dimension,
    member,
    cast(sum(vote) as decimal(38, 10)) as numerator,
    cast(sum(vote * vote) as decimal(38, 10)) as square_sum,
    count(*) as denominator,
    cast(0 as bigint) as pending_count
from votes_by_member
group by business_date, dimension, member
