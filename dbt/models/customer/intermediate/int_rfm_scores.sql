{{ config(schema='measure', contract={'enforced': false}) }}

with purchases as (
    select * from {{ ref('int_purchases_summed_to_customer') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

-- Customers who bought within 12 months are compared with each other; those who did not have
-- no frequency and no amount to be ranked by.
buyers as (
    select
        purchases.customer_id,
        purchases.purchase_count_12m,
        purchases.net_amount_12m,
        {{ x_days_between('purchases.last_purchase_on', 'as_of.as_of_on') }} as recency_days
    from purchases
    cross join as_of
    where purchases.purchase_count_12m > 0
),

scores as (
    select
        customer_id,
        6 - ntile(5) over (order by recency_days asc nulls last, customer_id asc) as rfm_r,
        case
            when purchase_count_12m >= 10 then 5
            when purchase_count_12m >= 5 then 4
            when purchase_count_12m >= 3 then 3
            when purchase_count_12m = 2 then 2
            else 1
        end as rfm_f,
        ntile(5) over (order by net_amount_12m asc nulls first, customer_id asc) as rfm_m
    from buyers
)

select
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
