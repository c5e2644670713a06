{{ config(schema='measure', contract={'enforced': false}) }}

with scores as (
    select * from {{ ref('int_survey_scores') }}
),

ease as (
    select
        business_date,
        coalesce(touchpoint, 'unknown') as touchpoint,
        cast(
            100.0
            * case when higher_is_better then score - scale_min else scale_max - score end
            / (scale_max - scale_min) as decimal(18, 10)
        ) as ease_0_100
    from scores
    where metric = 'ces' and scale_max > scale_min
),

ease_by_member as (
    select
        business_date,
        'all' as dimension,
        'all' as member,
        ease_0_100
    from ease
    union all
    select
        business_date,
        'touchpoint' as dimension,
        touchpoint as member,
        ease_0_100
    from ease
)

select
    'ces_ease' as kpi_id,
    business_date,
    dimension,
    member,
    cast(sum(ease_0_100) as decimal(38, 10)) as numerator,
    cast(sum(cast(ease_0_100 * ease_0_100 as decimal(28, 10))) as decimal(38, 10)) as square_sum,
    count(*) as denominator,
    cast(0 as bigint) as pending_count
from ease_by_member
group by business_date, dimension, member
