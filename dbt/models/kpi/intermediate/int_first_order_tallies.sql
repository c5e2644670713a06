{{ config(schema='measure', contract={'enforced': false}) }}

with orders as (
    select * from {{ ref('int_orders_of_customers') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

customers as (
    select
        customer_id,
        rfm_segment,
        age_band,
        coalesce(prefecture, 'unknown') as prefecture
    from {{ ref('customer_360') }}
),

first_days as (
    select
        purchase_days.customer_id,
        purchase_days.business_date,
        {{ x_days_between('purchase_days.business_date', 'as_of.as_of_on') }}
        >= as_of.f2_within_days as is_mature,
        coalesce(
            {{ x_days_between('purchase_days.business_date', 'purchase_days.next_on') }}
            <= as_of.f2_within_days,
            false
        ) as is_back_in_time
    from purchase_days
    cross join as_of
    where purchase_days.previous_on is null
),

first_orders as (
    select
        first_days.*,
        orders.channel,
        orders.store_id
    from first_days
    inner join orders
        on
            first_days.customer_id = orders.customer_id
            and first_days.business_date = orders.business_date
    qualify row_number() over (
        partition by first_days.customer_id
        order by orders.sold_at asc nulls last, orders.source_system asc, orders.sale_record_id asc
    ) = 1
),

first_orders_by_place as (
    select
        first_orders.business_date,
        first_orders.channel,
        first_orders.store_id,
        coalesce(customers.rfm_segment, 'unknown') as rfm_segment,
        coalesce(customers.age_band, 'unknown') as age_band,
        coalesce(customers.prefecture, 'unknown') as prefecture,
        count(*) as customer_count,
        count_if(first_orders.is_mature) as mature_count,
        count_if(first_orders.is_mature and first_orders.is_back_in_time) as returned_count
    from first_orders
    left join customers
        on first_orders.customer_id = customers.customer_id
    group by
        first_orders.business_date,
        first_orders.channel,
        first_orders.store_id,
        coalesce(customers.rfm_segment, 'unknown'),
        coalesce(customers.age_band, 'unknown'),
        coalesce(customers.prefecture, 'unknown')
),

first_orders_by_member as (
    select
        business_date,
        'all' as dimension,
        'all' as member,
        customer_count,
        mature_count,
        returned_count
    from first_orders_by_place
    union all
    select
        business_date,
        'channel' as dimension,
        channel as member,
        customer_count,
        mature_count,
        returned_count
    from first_orders_by_place
    union all
    select
        business_date,
        'store' as dimension,
        store_id as member,
        customer_count,
        mature_count,
        returned_count
    from first_orders_by_place
    union all
    select
        business_date,
        'segment' as dimension,
        rfm_segment as member,
        customer_count,
        mature_count,
        returned_count
    from first_orders_by_place
    union all
    select
        business_date,
        'age_band' as dimension,
        age_band as member,
        customer_count,
        mature_count,
        returned_count
    from first_orders_by_place
    union all
    select
        business_date,
        'prefecture' as dimension,
        prefecture as member,
        customer_count,
        mature_count,
        returned_count
    from first_orders_by_place
),

summed as (
    select
        business_date,
        dimension,
        member,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(mature_count) as bigint) as mature_count,
        cast(sum(returned_count) as bigint) as returned_count
    from first_orders_by_member
    group by business_date, dimension, member
)

select
    'new_customers' as kpi_id,
    business_date,
    dimension,
    member,
    cast(customer_count as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    cast(null as bigint) as denominator,
    cast(0 as bigint) as pending_count
from summed
union all
select
    'f2_rate' as kpi_id,
    business_date,
    dimension,
    member,
    cast(returned_count as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    mature_count as denominator,
    customer_count - mature_count as pending_count
from summed
