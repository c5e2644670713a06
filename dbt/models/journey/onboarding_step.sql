{{ config(meta={'publish': 'bi', 'order_by': ['step_number'], 'owner': 'product'}) }}

with steps as (
    select * from {{ source('landing', 'onboarding_step') }}
),

onboardings as (
    select * from {{ ref('int_onboardings') }}
    where is_mature_30d
),

-- Where each one stood when the 30 days were over.
in_time as (
    select
        customer_id,
        step,
        started_at,
        reached_at,
        step_number = max(step_number) over (partition by customer_id) as is_furthest
    from onboardings
    where is_in_time
),

started as (
    select count(distinct customer_id) as started_count
    from onboardings
),

reached as (
    select
        step,
        count(*) as reached_count,
        count_if(is_furthest) as furthest_count,
        percentile_cont(0.5) within group (
            order by ({{ x_epoch('reached_at') }} - {{ x_epoch('started_at') }}) / 3600
        ) as median_hours
    from in_time
    group by step
),

last_step as (
    select max(step_number) as step_number
    from steps
)

select
    cast(steps.step_number as integer) as step_number,
    cast(steps.step as string) as step,
    cast(steps.name_ja as string) as name_ja,
    cast(steps.name_en as string) as name_en,
    cast(steps.is_required as boolean) as is_required,
    cast(started.started_count as bigint) as started_count,
    cast(coalesce(reached.reached_count, 0) as bigint) as reached_count,
    cast(
        round(
            cast(coalesce(reached.reached_count, 0) as double) / nullif(started.started_count, 0), 4
        ) as double
    ) as reached_share,
    cast(
        case
            when steps.step_number < last_step.step_number
                then coalesce(reached.furthest_count, 0)
            else 0
        end as bigint
    ) as stalled_count,
    cast(round(reached.median_hours, 4) as double) as median_hours_from_start
from steps
cross join started
cross join last_step
left join reached
    on steps.step = reached.step
