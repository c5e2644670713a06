{{ config(schema='measure', contract={'enforced': false}) }}

with purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

-- The as-of day and the ends of the twelve months before its own.
years as (
    select
        periods.period_start_on,
        periods.period_end_on,
        12 * year(periods.period_end_on) + month(periods.period_end_on) as month_index,
        periods.period_start_on < as_of.first_sale_on as is_immature
    from {{ ref('int_reporting_periods') }} as periods
    cross join as_of
    where
        periods.period_grain = 'trailing_12m'
        and 12 * year(periods.period_end_on) + month(periods.period_end_on)
        >= 12 * year(as_of.as_of_on) + month(as_of.as_of_on) - 12
),

-- Customers who bought within 12 months are compared with each other; those who did not have
-- no frequency and no amount to be ranked by.
buyers as (
    select
        years.period_end_on,
        years.month_index,
        years.is_immature,
        purchase_days.customer_id,
        cast(sum(purchase_days.order_count) as bigint) as purchase_count_12m,
        sum(purchase_days.net_amount) as net_amount_12m,
        max(purchase_days.business_date) as last_purchase_on
    from purchase_days
    inner join years
        on
            purchase_days.business_date >= years.period_start_on
            and purchase_days.business_date <= years.period_end_on
    group by
        years.period_end_on, years.month_index, years.is_immature, purchase_days.customer_id
),

scores as (
    select
        period_end_on,
        month_index,
        is_immature,
        customer_id,
        -- The later the last purchase, the higher the fifth; of equals the smaller id is ahead.
        6 - ntile(5) over (
            partition by period_end_on order by last_purchase_on desc nulls last, customer_id asc
        ) as rfm_r,
        case
            when purchase_count_12m >= 10 then 5
            when purchase_count_12m >= 5 then 4
            when purchase_count_12m >= 3 then 3
            when purchase_count_12m = 2 then 2
            else 1
        end as rfm_f,
        ntile(5) over (
            partition by period_end_on order by net_amount_12m asc nulls first, customer_id asc
        ) as rfm_m
    from buyers
)

select
    period_end_on,
    month_index,
    is_immature,
    customer_id,
    cast(rfm_r as integer) as rfm_r,
    cast(rfm_f as integer) as rfm_f,
    cast(rfm_m as integer) as rfm_m,
    case
        when rfm_r >= 4 and rfm_f >= 4 then 'champions'
        when rfm_r >= 3 and rfm_f >= 3 then 'loyal'
        when rfm_r <= 2 and rfm_f >= 3 then 'at_risk'
        when rfm_r >= 4 and rfm_f = 1 then 'recent'
        when rfm_r >= 3 then 'promising'
        when rfm_m >= 4 then 'big_spenders_drifting'
        else 'hibernating'
    end as rfm_segment
from scores
