{{ config(schema='measure', contract={'enforced': false}) }}

with purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

gaps as (
    select
        count(*) as gap_count,
        percentile_cont(0.9) within group (
            order by {{ x_days_between('previous_on', 'business_date') }}
        ) as gap_p90
    from purchase_days
    where previous_on is not null
)

select
    gaps.gap_count,
    as_of.churn_silent_after_days is not null as is_fixed,
    cast(
        case
            when as_of.churn_silent_after_days is not null then as_of.churn_silent_after_days
            when gaps.gap_count < 30 then 365
            -- Interpolation may end in 90.00000000000001, which is not 91 whole days.
            else ceil(round(gaps.gap_p90, 6))
        end as integer
    ) as g_days
from as_of
cross join gaps
