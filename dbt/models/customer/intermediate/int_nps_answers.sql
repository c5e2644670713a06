{{ config(schema='measure', contract={'enforced': false}) }}

with scores as (
    select * from {{ ref('int_survey_scores') }}
),

-- A sheet that asks twice counts with its first question; a score that is no whole number from
-- 0 to 10 is left out before the latest is chosen, as the landing quarantines it.
first_questions as (
    select *
    from scores
    where metric = 'nps' and score between 0 and 10 and score = floor(score)
    qualify row_number() over (
        partition by source_system, response_record_id order by question_key asc
    ) = 1
)

select
    source_system,
    response_record_id,
    survey_id,
    survey_kind,
    wave,
    customer_id,
    touchpoint,
    business_date,
    responded_at,
    cast(score as integer) as score,
    case
        when score >= 9 then 'promoter'
        when score >= 7 then 'passive'
        else 'detractor'
    end as nps_group
from first_questions
-- One voice a customer, survey and wave; a sheet that nobody can be named for is its own voice.
qualify row_number() over (
    partition by
        source_system,
        survey_id,
        coalesce(wave, ''),
        coalesce(customer_id, ''),
        case when customer_id is null then response_record_id end
    order by responded_at desc nulls last, response_record_id desc
) = 1
