{{ config(schema='measure', contract={'enforced': false}) }}

with sales_by_day as (
    select * from {{ ref('int_sales_by_day') }}
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
