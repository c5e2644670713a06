{{ config(meta={'publish': 'bi', 'order_by': ['scenario_order'], 'owner': 'management'}) }}

with kpi_values as (
    select * from {{ ref('kpi_value') }}
    where
        dimension = 'all'
        and (
            (kpi_id in ('churn_rate', 'ltv_simple') and period_grain = 'trailing_12m')
            or (kpi_id = 'active_customers' and period_grain = 'month')
        )
),

as_of as (
    select * from {{ ref('as_of') }}
),

customer_values as (
    select * from {{ source('insight', 'customer_value') }}
),

-- One row whether or not each of the three has been measured.
today as (
    select
        as_of.as_of_on,
        as_of.currency,
        max(kpi_values.value) filter (where kpi_values.kpi_id = 'churn_rate') as churn_rate,
        max(kpi_values.ci_low) filter (where kpi_values.kpi_id = 'churn_rate') as churn_low,
        max(kpi_values.ci_high) filter (where kpi_values.kpi_id = 'churn_rate') as churn_high,
        max(kpi_values.value) filter (where kpi_values.kpi_id = 'ltv_simple') as ltv_amount,
        max(kpi_values.quality_flag) filter (where kpi_values.kpi_id = 'ltv_simple') as ltv_flag,
        max(kpi_values.value) filter (
            where kpi_values.kpi_id = 'active_customers'
        ) as active_count
    from as_of
    left join kpi_values
        on as_of.as_of_on = kpi_values.period_end_on
    group by as_of.as_of_on, as_of.currency
),

expectations as (
    select sum(cast(1 - p_alive as decimal(18, 4))) as expected_lost_count
    from customer_values
),

-- A longer life makes a kept customer worth more, so the high case has the low churn.
scenarios as (
    select
        1 as scenario_order,
        'low' as scenario,
        churn_high as churn_rate
    from today
    union all
    select
        2 as scenario_order,
        'base' as scenario,
        churn_rate
    from today
    union all
    select
        3 as scenario_order,
        'high' as scenario,
        churn_low as churn_rate
    from today
),

lives as (
    select
        scenarios.scenario_order,
        scenarios.scenario,
        scenarios.churn_rate,
        today.as_of_on,
        today.currency,
        today.active_count,
        today.ltv_flag,
        case
            when scenarios.churn_rate = 0 then 5
            when scenarios.churn_rate > 0 then least(5, 1 / scenarios.churn_rate)
        end as expected_years,
        today.ltv_amount / case
            when today.churn_rate = 0 then 5
            when today.churn_rate > 0 then least(5, 1 / today.churn_rate)
        end as annual_value_amount
    from scenarios
    cross join today
),

gains as (
    select
        *,
        0.01 as churn_reduction,
        annual_value_amount * expected_years as remaining_ltv_amount
    from lives
)

select
    cast(gains.scenario_order as integer) as scenario_order,
    cast(gains.scenario as string) as scenario,
    cast(gains.as_of_on as date) as as_of_on,
    cast(gains.currency as string) as currency,
    cast(gains.active_count as bigint) as active_count,
    cast(gains.churn_rate as double) as churn_rate,
    cast(gains.churn_reduction as double) as churn_reduction,
    cast(round(gains.expected_years, 4) as double) as expected_years,
    cast(round(gains.annual_value_amount, 2) as decimal(18, 2)) as annual_value_amount,
    cast(round(gains.remaining_ltv_amount, 2) as decimal(18, 2)) as remaining_ltv_amount,
    cast(round(gains.active_count * gains.churn_reduction, 2) as double) as kept_count,
    cast(
        round(gains.active_count * gains.churn_reduction * gains.remaining_ltv_amount, 2)
        as decimal(18, 2)
    ) as gain_amount,
    cast(round(expectations.expected_lost_count, 2) as double) as expected_lost_count,
    cast(
        case when gains.remaining_ltv_amount is null then 'no_data' else gains.ltv_flag end
        as string
    ) as quality_flag
from gains
cross join expectations
