{{ config(schema='measure', contract={'enforced': false}) }}

with sales_by_day as (
    select * from {{ ref('int_sales_by_day') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

customers as (
    select
        customer_id,
        rfm_segment,
        age_band,
        coalesce(prefecture, 'unknown') as prefecture
    from {{ ref('customer_360') }}
),

sales_by_person as (
    select
        purchase_days.business_date,
        coalesce(customers.rfm_segment, 'unknown') as rfm_segment,
        coalesce(customers.age_band, 'unknown') as age_band,
        coalesce(customers.prefecture, 'unknown') as prefecture,
        sum(purchase_days.order_count) as order_count,
        sum(purchase_days.net_amount) as net_amount
    from purchase_days
    left join customers
        on purchase_days.customer_id = customers.customer_id
    group by
        purchase_days.business_date,
        coalesce(customers.rfm_segment, 'unknown'),
        coalesce(customers.age_band, 'unknown'),
        coalesce(customers.prefecture, 'unknown')
),

-- What is left of a day without its customers is what its guests bought.
sales_with_guests as (
    select
        business_date,
        rfm_segment,
        age_band,
        prefecture,
        order_count,
        net_amount
    from sales_by_person
    union all
    select
        business_date,
        'none' as rfm_segment,
        'none' as age_band,
        'none' as prefecture,
        order_count,
        net_amount
    from sales_by_day
    union all
    select
        business_date,
        'none' as rfm_segment,
        'none' as age_band,
        'none' as prefecture,
        -order_count as order_count,
        -net_amount as net_amount
    from sales_by_person
),

sales_by_member as (
    select
        business_date,
        'all' as dimension,
        'all' as member,
        order_count,
        net_amount
    from sales_by_day
    union all
    select
        business_date,
        'channel' as dimension,
        channel as member,
        order_count,
        net_amount
    from sales_by_day
    union all
    select
        business_date,
        'store' as dimension,
        store_id as member,
        order_count,
        net_amount
    from sales_by_day
    union all
    select
        business_date,
        'segment' as dimension,
        rfm_segment as member,
        order_count,
        net_amount
    from sales_with_guests
    union all
    select
        business_date,
        'age_band' as dimension,
        age_band as member,
        order_count,
        net_amount
    from sales_with_guests
    union all
    select
        business_date,
        'prefecture' as dimension,
        prefecture as member,
        order_count,
        net_amount
    from sales_with_guests
)

select
    'aov' as kpi_id,
    business_date,
    dimension,
    member,
    cast(sum(net_amount) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    cast(sum(order_count) as bigint) as denominator,
    cast(0 as bigint) as pending_count
from sales_by_member
group by business_date, dimension, member
having sum(order_count) <> 0
