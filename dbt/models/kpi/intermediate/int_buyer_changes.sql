{{ config(schema='measure', contract={'enforced': false}) }}

with purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

days as (
    select * from {{ ref('int_days') }}
),

customers_of_channels as (
    select customer_id
    from orders
    group by customer_id
    having min(channel) <> max(channel)
),

channel_days as (
    select distinct
        orders.customer_id,
        orders.business_date,
        orders.channel
    from orders
    inner join customers_of_channels
        on orders.customer_id = customers_of_channels.customer_id
),

channel_days_in_order as (
    select
        customer_id,
        business_date,
        channel,
        lag(channel) over (
            partition by customer_id order by business_date asc, channel asc
        ) as previous_channel,
        lag(business_date) over (
            partition by customer_id order by business_date asc, channel asc
        ) as previous_on,
        lead(business_date) over (
            partition by customer_id order by business_date asc, channel asc
        ) as next_on
    from channel_days
),

-- The last day on which the customer used another channel than on this one.
channel_days_with_other as (
    select
        customer_id,
        business_date,
        next_on,
        max(case when channel <> previous_channel then previous_on end) over (
            partition by customer_id
            order by business_date asc, channel asc
            rows between unbounded preceding and current row
        ) as other_channel_on
    from channel_days_in_order
),

-- From each day of purchase to the eve of the next, what a look-back says of the customer hangs
-- on dates that are known by then. So the days on which it is true are one span per purchase, and
-- no customer meets every period.
spans as (
    select
        'buyers_365d' as measure,
        business_date as from_on,
        least(business_date + 364, next_on - 1) as to_on
    from purchase_days
    union all
    select
        'repeat_buyers_365d' as measure,
        business_date as from_on,
        least(previous_on + 364, next_on - 1) as to_on
    from purchase_days
    where previous_on is not null
    union all
    select
        'buyers_12m' as measure,
        purchase_days.business_date as from_on,
        least(days.in_12m_until_on, purchase_days.next_on - 1) as to_on
    from purchase_days
    inner join days
        on purchase_days.business_date = days.day_on
    union all
    select
        'omnichannel_buyers_12m' as measure,
        channel_days_with_other.business_date as from_on,
        least(days.in_12m_until_on, channel_days_with_other.next_on - 1) as to_on
    from channel_days_with_other
    inner join days
        on channel_days_with_other.other_channel_on = days.day_on
),

-- A purchase on a later channel the same day, or after the other fell out of the window, leaves
-- an empty span.
real_spans as (
    select *
    from spans
    where to_on >= from_on
),

changes as (
    select
        measure,
        from_on as changed_on,
        1 as moved
    from real_spans
    union all
    select
        measure,
        to_on + 1 as changed_on,
        -1 as moved
    from real_spans
    union all
    select
        'orders' as measure,
        business_date as changed_on,
        order_count as moved
    from purchase_days
)

select
    measure,
    changed_on,
    cast(sum(moved) as bigint) as net_change
from changes
group by measure, changed_on
