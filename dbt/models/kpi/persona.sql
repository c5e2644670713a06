{{
    config(
        meta={'publish': 'bi', 'order_by': ['rfm_segment', 'trait', 'member'], 'owner': 'marketing'}
    )
}}

with customers as (
    select * from {{ ref('customer_360') }}
),

traits as (
    select
        rfm_segment,
        'age_band' as trait,
        age_band as member
    from customers
    union all
    select
        rfm_segment,
        'gender' as trait,
        gender as member
    from customers
    union all
    select
        rfm_segment,
        'prefecture' as trait,
        coalesce(prefecture, 'unknown') as member
    from customers
    union all
    select
        rfm_segment,
        'preferred_channel' as trait,
        coalesce(preferred_channel, 'none') as member
    from customers
    union all
    select
        rfm_segment,
        'nps_group' as trait,
        nps_group as member
    from customers
),

counted as (
    select
        rfm_segment,
        trait,
        member,
        count(*) as customer_count
    from traits
    group by rfm_segment, trait, member
),

shares as (
    select
        rfm_segment,
        trait,
        member,
        'share' as measure,
        customer_count,
        cast(customer_count as double)
        / sum(customer_count) over (partition by rfm_segment, trait) as value,
        cast(sum(customer_count) over (partition by trait, member) as double)
        / sum(customer_count) over (partition by trait) as value_of_all
    from counted
),

habits as (
    select
        rfm_segment,
        'net_amount_12m' as trait,
        cast(net_amount_12m as double) as amount
    from customers
    union all
    select
        rfm_segment,
        'purchase_count_12m' as trait,
        cast(purchase_count_12m as double) as amount
    from customers
    union all
    select
        rfm_segment,
        'recency_days' as trait,
        cast(recency_days as double) as amount
    from customers
    union all
    select
        rfm_segment,
        'email_engagement_12m' as trait,
        email_engagement_12m as amount
    from customers
    union all
    select
        rfm_segment,
        'predicted_ltv_amount' as trait,
        cast(predicted_ltv_amount as double) as amount
    from customers
),

-- Sums of sums, in exact decimals: the mean of all is no mean of means, nor one of the row order.
summed as (
    select
        rfm_segment,
        trait,
        count(amount) as customer_count,
        sum(cast(amount as decimal(18, 4))) as total_amount
    from habits
    group by rfm_segment, trait
),

means as (
    select
        rfm_segment,
        trait,
        'mean' as member,
        'mean' as measure,
        customer_count,
        cast(total_amount as double) / nullif(customer_count, 0) as value,
        cast(sum(total_amount) over (partition by trait) as double)
        / nullif(sum(customer_count) over (partition by trait), 0) as value_of_all
    from summed
),

profiles as (
    select * from shares
    union all
    select * from means
)

-- A trait that fewer than ten of a segment share profiles nobody but them.
select
    cast(rfm_segment as string) as rfm_segment,
    cast(trait as string) as trait,
    cast(member as string) as member,
    cast(measure as string) as measure,
    cast(customer_count as bigint) as customer_count,
    cast(round(value, 4) as double) as value,
    cast(round(value_of_all, 4) as double) as value_of_all,
    cast(round(value / nullif(value_of_all, 0), 4) as double) as index_to_all
from profiles
where customer_count >= 10
