{{ config(meta={'publish': 'bi', 'order_by': ['period_start_on'], 'owner': 'cx'}) }}

with reviews as (
    select * from {{ ref('review') }}
),

presence_days as (
    select * from {{ ref('int_presence_days') }}
    where kpi_id = 'active_rate_30d' and part = 'numerator'
),

customers as (
    select * from {{ ref('customer_360') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

months as (
    select
        period_start_on,
        period_end_on
    from {{ ref('int_reporting_periods') }}
    where period_grain = 'month'
),

arrivals as (
    select
        customer_since_on,
        count(*) as customer_count
    from customers
    group by customer_since_on
),

known as (
    select
        months.period_start_on,
        sum(arrivals.customer_count) as customer_count
    from months
    inner join arrivals
        on
            arrivals.customer_since_on is null
            or months.period_end_on >= arrivals.customer_since_on
    group by months.period_start_on
),

-- A mention that is read twice, by its address or by the same author's same words, is one.
voices as (
    select
        cast(date_trunc('month', reviews.business_date) as date) as period_start_on,
        count_if(reviews.review_kind = 'review') as review_count,
        count(distinct case
            when reviews.review_kind = 'mention'
                then coalesce(
                    reviews.url,
                    reviews.author_handle || ':' || reviews.text,
                    reviews.source_system || ':' || reviews.source_record_id
                )
        end) as mention_count,
        cast(sum(
            cast(reviews.rating * 5 / coalesce(reviews.rating_max, 5) as decimal(18, 6))
        ) filter (where reviews.review_kind = 'review') as double) as stars,
        count(reviews.rating) filter (where reviews.review_kind = 'review') as rated_count
    from reviews
    cross join as_of
    where not reviews.is_deleted and reviews.business_date <= as_of.as_of_on
    group by cast(date_trunc('month', reviews.business_date) as date)
),

-- Who was last there before the month is new to it on the day that they come.
activity as (
    select
        months.period_start_on,
        sum(presence_days.head_count) as day_count,
        sum(presence_days.head_count) filter (
            where months.period_start_on > presence_days.previous_on
        ) as person_count
    from months
    inner join presence_days
        on
            months.period_start_on <= presence_days.business_date
            and months.period_end_on >= presence_days.business_date
    group by months.period_start_on
)

select
    cast(months.period_start_on as date) as period_start_on,
    cast(coalesce(known.customer_count, 0) as bigint) as customer_count,
    cast(coalesce(voices.review_count, 0) as bigint) as review_count,
    cast(round(voices.stars / nullif(voices.rated_count, 0), 4) as double) as mean_stars,
    cast(
        round(1000 * cast(coalesce(voices.review_count, 0) as double) / known.customer_count, 4)
        as double
    ) as reviews_per_1000,
    cast(coalesce(voices.mention_count, 0) as bigint) as mention_count,
    cast(
        round(1000 * cast(coalesce(voices.mention_count, 0) as double) / known.customer_count, 4)
        as double
    ) as mentions_per_1000,
    cast(coalesce(activity.person_count, 0) as bigint) as monthly_active_count,
    cast(
        round(
            cast(coalesce(activity.day_count, 0) as double)
            / ({{ x_days_between('months.period_start_on', 'months.period_end_on') }} + 1), 4
        ) as double
    ) as daily_active_mean,
    cast(
        round(
            cast(activity.day_count as double)
            / ({{ x_days_between('months.period_start_on', 'months.period_end_on') }} + 1)
            / activity.person_count, 4
        ) as double
    ) as stickiness
from months
left join known
    on months.period_start_on = known.period_start_on
left join voices
    on months.period_start_on = voices.period_start_on
left join activity
    on months.period_start_on = activity.period_start_on
