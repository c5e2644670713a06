{{ config(schema='measure', contract={'enforced': false}) }}

with purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

churn_window as (
    select * from {{ ref('int_churn_window') }}
),

-- A spell begins with a purchase that no earlier one covers.
numbered_days as (
    select
        purchase_days.customer_id,
        purchase_days.business_date,
        churn_window.g_days,
        count_if(
            purchase_days.previous_on is null
            or purchase_days.previous_on + churn_window.g_days < purchase_days.business_date
        ) over (
            partition by purchase_days.customer_id
            order by purchase_days.business_date
            rows between unbounded preceding and current row
        ) as spell_number
    from purchase_days
    cross join churn_window
)

select
    customer_id,
    spell_number,
    min(business_date) as active_from_on,
    max(business_date) + max(g_days) as active_to_on
from numbered_days
group by customer_id, spell_number
