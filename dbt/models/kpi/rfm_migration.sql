{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['period_start_on', 'from_segment', 'to_segment'],
            'owner': 'crm',
        }
    )
}}

with rfm_monthly as (
    select * from {{ ref('int_rfm_monthly') }}
    where not is_immature
),

first_purchases as (
    select
        customer_id,
        business_date as first_purchase_on
    from {{ ref('int_purchase_days') }}
    where previous_on is null
),

month_ends as (
    select distinct
        month_index,
        period_end_on
    from rfm_monthly
),

steps as (
    select
        later_ends.month_index,
        later_ends.period_end_on,
        earlier_ends.period_end_on as from_end_on
    from month_ends as later_ends
    inner join month_ends as earlier_ends
        on later_ends.month_index = earlier_ends.month_index + 1
),

arrivals as (
    select
        steps.period_end_on,
        case
            when earlier.rfm_segment is not null then earlier.rfm_segment
            when first_purchases.first_purchase_on > steps.from_end_on then 'prospect'
            else 'lapsed'
        end as from_segment,
        later.rfm_segment as to_segment
    from steps
    inner join rfm_monthly as later
        on steps.month_index = later.month_index
    inner join first_purchases
        on later.customer_id = first_purchases.customer_id
    left join rfm_monthly as earlier
        on
            later.customer_id = earlier.customer_id
            and later.month_index = earlier.month_index + 1
),

departures as (
    select
        steps.period_end_on,
        earlier.rfm_segment as from_segment,
        'lapsed' as to_segment
    from steps
    inner join rfm_monthly as earlier
        on steps.month_index = earlier.month_index + 1
    left join rfm_monthly as later
        on
            earlier.customer_id = later.customer_id
            and earlier.month_index + 1 = later.month_index
    where later.customer_id is null
),

moves as (
    select * from arrivals
    union all
    select * from departures
),

counted as (
    select
        period_end_on,
        from_segment,
        to_segment,
        count(*) as customer_count
    from moves
    group by period_end_on, from_segment, to_segment
),

with_origins as (
    select
        *,
        sum(customer_count) over (partition by period_end_on, from_segment) as from_count
    from counted
)

select
    cast(date_trunc('month', period_end_on) as date) as period_start_on,
    cast(period_end_on as date) as period_end_on,
    cast(from_segment as string) as from_segment,
    cast(to_segment as string) as to_segment,
    cast(customer_count as bigint) as customer_count,
    cast(
        case
            when from_segment not in ('prospect', 'lapsed')
                then round(cast(customer_count as double) / from_count, 4)
        end as double
    ) as share_of_segment
from with_origins
