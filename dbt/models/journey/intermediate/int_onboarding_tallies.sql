{{ config(schema='measure', contract={'enforced': false}) }}

with onboardings as (
    select * from {{ ref('int_onboardings') }}
),

required_steps as (
    select count(*) as step_count
    from {{ source('landing', 'onboarding_step') }}
    where is_required
),

customers as (
    select
        customer_id,
        min(started_on) as started_on,
        bool_or(is_mature_30d) as is_mature_30d,
        count_if(is_required and is_in_time) as required_count
    from onboardings
    group by customer_id
)

select
    'onboarding_completion_30d' as kpi_id,
    customers.started_on as business_date,
    'all' as dimension,
    'all' as member,
    cast(
        count_if(
            customers.is_mature_30d and customers.required_count = required_steps.step_count
        ) as decimal(38, 10)
    ) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    count_if(customers.is_mature_30d) as denominator,
    count_if(not customers.is_mature_30d) as pending_count
from customers
cross join required_steps
group by customers.started_on
