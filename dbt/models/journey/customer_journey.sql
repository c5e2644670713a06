{{ config(meta={'publish': 'bi', 'order_by': ['customer_id'], 'owner': 'cx'}) }}

with customers as (
    select * from {{ ref('customer_360') }}
),

rules as (
    select * from {{ source('landing', 'journey_rule') }}
),

touchpoints as (
    select
        customer_id,
        touchpoint,
        min(business_date) as first_on
    from {{ ref('touchpoint') }}
    group by customer_id, touchpoint
),

purchase_days as (
    select
        customer_id,
        business_date,
        row_number() over (
            partition by customer_id order by business_date asc
        ) as day_number
    from {{ ref('int_purchase_days') }}
),

praises as (
    select
        customer_id,
        min(business_date) as first_on
    from {{ ref('int_nps_answers') }}
    where nps_group = 'promoter' and customer_id is not null
    group by customer_id
),

evidence as (
    select
        customers.customer_id,
        rules.stage_order,
        customers.customer_since_on as reached_on
    from customers
    inner join rules
        on rules.rule = 'known'
    union all
    select
        touchpoints.customer_id,
        rules.stage_order,
        touchpoints.first_on as reached_on
    from touchpoints
    inner join rules
        on rules.rule = 'touchpoint' and touchpoints.touchpoint = rules.given
    union all
    select
        purchase_days.customer_id,
        rules.stage_order,
        purchase_days.business_date as reached_on
    from purchase_days
    inner join rules
        on
            rules.rule = 'purchase_days'
            and cast(purchase_days.day_number as string) = rules.given
    union all
    select
        praises.customer_id,
        rules.stage_order,
        praises.first_on as reached_on
    from praises
    inner join rules
        on rules.rule = 'promoter'
),

reached as (
    select
        customer_id,
        min(reached_on) filter (where stage_order = 1) as awareness_on,
        min(reached_on) filter (where stage_order = 2) as consideration_on,
        min(reached_on) filter (where stage_order = 3) as purchase_on,
        min(reached_on) filter (where stage_order = 4) as use_on,
        min(reached_on) filter (where stage_order = 5) as loyalty_on,
        max(stage_order) as stage_order,
        count(distinct stage_order) as stage_count
    from evidence
    group by customer_id
)

select
    cast(customers.customer_id as string) as customer_id,
    cast(
        case reached.stage_order
            when 1 then 'awareness'
            when 2 then 'consideration'
            when 3 then 'purchase'
            when 4 then 'use'
            when 5 then 'loyalty'
        end as string
    ) as stage,
    cast(coalesce(reached.stage_order, 0) as integer) as stage_order,
    cast(reached.awareness_on as date) as awareness_on,
    cast(reached.consideration_on as date) as consideration_on,
    cast(reached.purchase_on as date) as purchase_on,
    cast(reached.use_on as date) as use_on,
    cast(reached.loyalty_on as date) as loyalty_on,
    cast(coalesce(reached.stage_count < reached.stage_order, false) as boolean) as has_skipped
from customers
left join reached
    on customers.customer_id = reached.customer_id
