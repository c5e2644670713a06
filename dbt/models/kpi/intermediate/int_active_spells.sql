{{ config(schema='measure', contract={'enforced': false}) }}

with purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

-- A customer of a category is active in it as everybody is in all: by its own purchases.
category_days as (
    select distinct
        party_customers.customer_id,
        order_lines.category,
        order_lines.business_date
    from {{ ref('order_lines') }} as order_lines
    inner join {{ source('identity', 'party_customer') }} as party_customers
        on
            order_lines.source_system = party_customers.source_system
            and order_lines.party_key = party_customers.party_key
    where order_lines.category is not null and not order_lines.is_return
),

member_days as (
    select
        customer_id,
        'all' as dimension,
        'all' as member,
        business_date,
        previous_on
    from purchase_days
    union all
    select
        customer_id,
        'category' as dimension,
        category as member,
        business_date,
        lag(business_date) over (
            partition by customer_id, category order by business_date
        ) as previous_on
    from category_days
),

churn_window as (
    select * from {{ ref('int_churn_window') }}
),

-- A spell begins with a purchase that no earlier one covers.
numbered_days as (
    select
        member_days.customer_id,
        member_days.dimension,
        member_days.member,
        member_days.business_date,
        churn_window.g_days,
        count_if(
            member_days.previous_on is null
            or member_days.previous_on + churn_window.g_days < member_days.business_date
        ) over (
            partition by member_days.customer_id, member_days.dimension, member_days.member
            order by member_days.business_date
            rows between unbounded preceding and current row
        ) as spell_number
    from member_days
    cross join churn_window
)

select
    customer_id,
    dimension,
    member,
    spell_number,
    min(business_date) as active_from_on,
    max(business_date) + max(g_days) as active_to_on
from numbered_days
group by customer_id, dimension, member, spell_number
