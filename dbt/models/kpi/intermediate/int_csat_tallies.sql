{{ config(schema='measure', contract={'enforced': false}) }}

with scores as (
    select * from {{ ref('int_survey_scores') }}
),

csat_scores as (
    select
        business_date,
        coalesce(touchpoint, 'unknown') as touchpoint,
        coalesce(store_id, 'unknown') as store_id,
        scale_min,
        scale_max,
        case when higher_is_better then score else scale_min + scale_max - score end as praise
    from scores
    where metric = 'csat'
),

satisfied as (
    select
        business_date,
        touchpoint,
        store_id,
        {{ is_top_box('praise', 'scale_min', 'scale_max') }} as is_satisfied
    from csat_scores
),

satisfied_by_member as (
    select
        business_date,
        'all' as dimension,
        'all' as member,
        is_satisfied
    from satisfied
    union all
    select
        business_date,
        'touchpoint' as dimension,
        touchpoint as member,
        is_satisfied
    from satisfied
    union all
    select
        business_date,
        'store' as dimension,
        store_id as member,
        is_satisfied
    from satisfied
)

select
    'csat' as kpi_id,
    business_date,
    dimension,
    member,
    cast(count_if(is_satisfied) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    count(*) as denominator,
    cast(0 as bigint) as pending_count
from satisfied_by_member
group by business_date, dimension, member
