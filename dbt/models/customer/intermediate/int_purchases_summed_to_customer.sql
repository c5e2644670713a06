{{ config(schema='measure', contract={'enforced': false}) }}

with orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

days as (
    select * from {{ ref('int_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

orders_with_age as (
    select
        orders.customer_id,
        orders.business_date,
        orders.channel,
        orders.net_amount,
        days.in_12m_until_on >= as_of.as_of_on as is_in_12m
    from orders
    inner join days
        on orders.business_date = days.day_on
    cross join as_of
),

channels as (
    select
        customer_id,
        channel,
        count(*) as purchase_count,
        sum(net_amount) as net_amount,
        count_if(is_in_12m) as purchase_count_12m,
        coalesce(sum(net_amount) filter (where is_in_12m), 0) as net_amount_12m,
        min(business_date) as first_purchase_on,
        max(business_date) as last_purchase_on
    from orders_with_age
    group by customer_id, channel
),

-- The channel used most in the last 12 months, else ever; the later used one settles a tie.
channels_ranked as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by
                purchase_count_12m desc nulls last,
                purchase_count desc nulls last,
                last_purchase_on desc nulls last,
                channel asc
        ) as preference
    from channels
)

select
    customer_id,
    min(first_purchase_on) as first_purchase_on,
    max(last_purchase_on) as last_purchase_on,
    cast(sum(purchase_count) as bigint) as purchase_count,
    cast(sum(purchase_count_12m) as bigint) as purchase_count_12m,
    cast(sum(net_amount) as decimal(18, 2)) as lifetime_net_amount,
    cast(sum(net_amount_12m) as decimal(18, 2)) as net_amount_12m,
    max(channel) filter (where preference = 1) as preferred_channel,
    count_if(purchase_count_12m > 0) >= 2 as is_omnichannel
from channels_ranked
group by customer_id
