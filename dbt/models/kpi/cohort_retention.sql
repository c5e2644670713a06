{{
    config(
        meta={'publish': 'bi', 'order_by': ['cohort_month_on', 'month_number'], 'owner': 'crm'}
    )
}}

with purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

days as (
    select * from {{ ref('int_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

months as (
    select distinct
        month_on,
        12 * year(month_on) + month(month_on) as month_index
    from days
),

customer_months as (
    select
        purchase_days.customer_id,
        days.month_on
    from purchase_days
    inner join days
        on purchase_days.business_date = days.day_on
    group by purchase_days.customer_id, days.month_on
),

customer_months_in_order as (
    select
        customer_id,
        month_on,
        min(month_on) over (partition by customer_id) as cohort_month_on,
        row_number() over (
            partition by customer_id order by month_on nulls first
        ) as purchase_month_number
    from customer_months
),

-- A customer's second month with a purchase is the month of the return.
bought_by_month as (
    select
        cohort_month_on,
        month_on,
        count(*) as active_count,
        count_if(purchase_month_number = 2) as first_return_count
    from customer_months_in_order
    group by cohort_month_on, month_on
),

cohorts as (
    select
        cohort_month_on,
        active_count as customer_count
    from bought_by_month
    where month_on = cohort_month_on
),

triangle as (
    select
        cohorts.cohort_month_on,
        cohorts.customer_count,
        later_months.month_on,
        later_months.month_index - cohort_months.month_index as month_number,
        coalesce(bought_by_month.active_count, 0) as active_count,
        sum(coalesce(bought_by_month.first_return_count, 0)) over (
            partition by cohorts.cohort_month_on
            order by later_months.month_on nulls first
            rows between unbounded preceding and current row
        ) as returned_count
    from cohorts
    inner join months as cohort_months
        on cohorts.cohort_month_on = cohort_months.month_on
    inner join months as later_months
        on cohorts.cohort_month_on <= later_months.month_on
    left join bought_by_month
        on
            cohorts.cohort_month_on = bought_by_month.cohort_month_on
            and later_months.month_on = bought_by_month.month_on
),

observed as (
    select
        triangle.*,
        triangle.month_number = 0
        or last_day(triangle.month_on) <= as_of.as_of_on as is_observed
    from triangle
    cross join as_of
)

select
    cast(cohort_month_on as date) as cohort_month_on,
    cast(month_number as integer) as month_number,
    cast(customer_count as bigint) as customer_count,
    cast(case when is_observed then active_count end as bigint) as active_count,
    cast(case when is_observed then returned_count end as bigint) as returned_count,
    cast(
        case when is_observed then round(cast(active_count as double) / customer_count, 4) end
        as double
    ) as retention_rate,
    cast(
        case when is_observed then round(cast(returned_count as double) / customer_count, 4) end
        as double
    ) as cumulative_return_rate
from observed
