{{ config(schema='measure', contract={'enforced': false}) }}

with customer_values as (
    select * from {{ source('insight', 'customer_value') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

predicted as (
    select
        sum(predicted_ltv_amount) as predicted_amount,
        count(predicted_ltv_amount) as customer_count
    from customer_values
)

-- A prediction is made on the as-of day, so only the periods that run on that day have one.
select
    'ltv_predicted' as kpi_id,
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    'all' as dimension,
    'all' as member,
    cast(predicted.predicted_amount as double) as numerator,
    cast(null as double) as square_sum,
    cast(predicted.customer_count as double) as denominator,
    predicted.customer_count as n,
    cast(predicted.predicted_amount as double) / predicted.customer_count as value,
    false as is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from predicted
cross join periods
inner join as_of
    on periods.period_end_on = as_of.as_of_on
where
    periods.period_grain not in ('day', 'week', 'trailing_12m')
    and predicted.customer_count > 0
