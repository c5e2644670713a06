{{
    config(
        meta={'publish': 'bi', 'order_by': ['period_start_on', 'campaign_id'], 'owner': 'marketing'}
    )
}}

with orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

message_activities as (
    select * from {{ ref('message_activity') }}
),

sessions as (
    select * from {{ ref('int_web_sessions') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

kinds_of_touch as (
    select * from {{ source('landing', 'campaign_touch') }}
),

settings as (
    select look_back_days from {{ source('landing', 'journey_setting') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

messages as (
    select
        message_activities.source_system,
        message_activities.party_key,
        message_activities.activity_type as touch,
        coalesce(
            message_activities.campaign_id, message_activities.campaign_name, 'unknown'
        ) as campaign_id,
        message_activities.campaign_name,
        message_activities.occurred_at as touched_at
    from message_activities
    cross join as_of
    where
        not message_activities.is_deleted
        and not coalesce(message_activities.is_bot, false)
        and message_activities.business_date <= as_of.as_of_on
),

campaign_names as (
    select
        campaign_id,
        max(campaign_name) as campaign_name
    from messages
    group by campaign_id
),

-- A link names its campaign by id or by name; what no message bears stands for itself.
labels as (
    select
        known_as,
        min(campaign_id) as campaign_id
    from (
        select
            campaign_id as known_as,
            campaign_id
        from campaign_names
        union all
        select
            campaign_name as known_as,
            campaign_id
        from campaign_names
        where campaign_name is not null
    ) as named
    group by known_as
),

touches as (
    select
        party_customers.customer_id,
        messages.campaign_id,
        messages.touched_at
    from messages
    inner join kinds_of_touch
        on messages.touch = kinds_of_touch.touch
    inner join party_customers
        on
            messages.source_system = party_customers.source_system
            and messages.party_key = party_customers.party_key
    union all
    -- (direct), (not set) and the like are no campaigns.
    select
        party_customers.customer_id,
        coalesce(labels.campaign_id, sessions.campaign) as campaign_id,
        sessions.began_at as touched_at
    from sessions
    inner join kinds_of_touch
        on kinds_of_touch.touch = 'visit'
    inner join party_customers
        on
            sessions.source_system = party_customers.source_system
            and sessions.party_key = party_customers.party_key
    left join labels
        on sessions.campaign = labels.known_as
    where sessions.campaign <> 'unknown' and sessions.campaign not like '(%'
),

first_touch as (
    select min(touched_at) as touched_at from touches
),

campaigns_of_orders as (
    select
        orders.source_system,
        orders.sale_record_id,
        touches.campaign_id,
        min(touches.touched_at) as first_at,
        max(touches.touched_at) as last_at
    from orders
    cross join settings
    inner join touches
        on
            orders.customer_id = touches.customer_id
            and orders.sold_at >= touches.touched_at
            and orders.sold_at - settings.look_back_days * interval 1 day <= touches.touched_at
    group by orders.source_system, orders.sale_record_id, touches.campaign_id
),

placed as (
    select
        source_system,
        sale_record_id,
        campaign_id,
        row_number() over (
            partition by source_system, sale_record_id
            order by first_at asc nulls last, campaign_id asc
        ) as first_place,
        row_number() over (
            partition by source_system, sale_record_id
            order by last_at desc nulls last, campaign_id asc
        ) as last_place,
        count(*) over (partition by source_system, sale_record_id) as campaign_count
    from campaigns_of_orders
),

-- An order that nothing touched belongs to nothing, in full. A part is the growth of the rounded
-- running part, so that the parts of an order make the order.
credits as (
    select
        cast(date_trunc('month', orders.business_date) as date) as period_start_on,
        orders.customer_id,
        orders.sold_at,
        orders.net_amount,
        coalesce(placed.campaign_id, 'none') as campaign_id,
        coalesce(placed.first_place, 1) as first_place,
        coalesce(placed.last_place, 1) as last_place,
        coalesce(placed.campaign_count, 1) as campaign_count
    from orders
    left join placed
        on
            orders.source_system = placed.source_system
            and orders.sale_record_id = placed.sale_record_id
),

parts as (
    select
        *,
        cast(
            round(cast(first_place as double) / campaign_count, 4) as decimal(18, 4)
        ) - cast(
            round(cast(first_place - 1 as double) / campaign_count, 4) as decimal(18, 4)
        ) as linear_count,
        cast(
            round(cast(net_amount as double) * first_place / campaign_count, 2) as decimal(18, 2)
        ) - cast(
            round(cast(net_amount as double) * (first_place - 1) / campaign_count, 2)
            as decimal(18, 2)
        ) as linear_amount
    from credits
),

summed as (
    select
        period_start_on,
        campaign_id,
        count(*) as order_count,
        count(distinct customer_id) as customer_count,
        sum(net_amount) as net_amount,
        count_if(first_place = 1) as first_touch_order_count,
        sum(case when first_place = 1 then net_amount else 0 end) as first_touch_net_amount,
        count_if(last_place = 1) as last_touch_order_count,
        sum(case when last_place = 1 then net_amount else 0 end) as last_touch_net_amount,
        sum(linear_count) as linear_order_count,
        sum(linear_amount) as linear_net_amount,
        min(sold_at) as first_sold_at
    from parts
    group by period_start_on, campaign_id
),

months as (
    select
        period_start_on,
        min(first_sold_at) as first_sold_at
    from summed
    group by period_start_on
)

select
    cast(summed.period_start_on as date) as period_start_on,
    cast(summed.campaign_id as string) as campaign_id,
    cast(campaign_names.campaign_name as string) as campaign_name,
    cast(settings.look_back_days as integer) as look_back_days,
    cast(
        coalesce(
            months.first_sold_at - settings.look_back_days * interval 1 day
            >= first_touch.touched_at, false
        ) as boolean
    ) as is_observed,
    cast(summed.customer_count as bigint) as customer_count,
    cast(summed.order_count as bigint) as order_count,
    cast(summed.net_amount as decimal(18, 2)) as net_amount,
    cast(summed.first_touch_order_count as bigint) as first_touch_order_count,
    cast(summed.first_touch_net_amount as decimal(18, 2)) as first_touch_net_amount,
    cast(summed.last_touch_order_count as bigint) as last_touch_order_count,
    cast(summed.last_touch_net_amount as decimal(18, 2)) as last_touch_net_amount,
    cast(summed.linear_order_count as decimal(18, 4)) as linear_order_count,
    cast(summed.linear_net_amount as decimal(18, 2)) as linear_net_amount
from summed
cross join settings
cross join first_touch
inner join months
    on summed.period_start_on = months.period_start_on
left join campaign_names
    on summed.campaign_id = campaign_names.campaign_id
