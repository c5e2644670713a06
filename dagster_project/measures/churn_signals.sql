-- One row a customer who is active at the end of day $cut: what was known then, and nothing later.
-- `is_lost` is what became of it: no order in the $horizon days after, NULL where they have not
-- passed. The customers whose last order lies more than $horizon days back are lost already.
with occasions as (
    select customer_id, business_date
    from churn_occasion
    where business_date <= $cut
),

gaps as (
    select median(gap_days) as usual_gap_days
    from (
        select
            business_date - lag(business_date) over (
                partition by customer_id order by business_date
            ) as gap_days
        from occasions
    )
),

buying as (
    select
        customer_id,
        count(*) as purchase_day_count,
        $cut - max(business_date) as silent_days,
        max(business_date) - min(business_date) as span_days,
        count_if(business_date > $cut - 90) as recent_count,
        count_if(business_date between $cut - 269 and $cut - 90) / 2 as usual_count
    from occasions
    group by customer_id
    having $cut - max(business_date) <= $horizon
),

later as (
    select distinct customer_id
    from churn_occasion
    where business_date > $cut and business_date <= $cut + $horizon
),

verdicts as (
    select customer_id, arg_max(score, (responded_at, response_record_id)) as last_score
    from churn_verdict
    where business_date <= $cut and business_date > $cut - 365
    group by customer_id
),

mails as (
    select
        customer_id,
        count_if(is_delivered and business_date > $cut - 90) as recent_mail_count,
        count_if(is_delivered and business_date <= $cut - 90) as usual_mail_count,
        count_if(not is_delivered and business_date > $cut - 90) as recent_response_count,
        count_if(not is_delivered and business_date <= $cut - 90) as usual_response_count
    from churn_mail
    where business_date <= $cut and business_date > $cut - 270
    group by customer_id
),

cases as (
    select
        customer_id,
        count_if(solved_on is null or solved_on > $cut) as open_case_count,
        count_if(created_on > $cut - 90) as recent_contact_count,
        count_if(created_on between $cut - 269 and $cut - 90) / 2 as usual_contact_count
    from churn_case
    where created_on <= $cut
    group by customer_id
)

select
    buying.customer_id,
    case
        when $cut + $horizon <= $as_of then later.customer_id is null
    end as is_lost,
    buying.silent_days,
    buying.purchase_day_count,
    round(buying.silent_days / $horizon, 4) as silence_share,
    round(least(
        10,
        buying.silent_days / greatest(1, case
            when buying.purchase_day_count > 1
                then buying.span_days / (buying.purchase_day_count - 1)
            else coalesce(gaps.usual_gap_days, $horizon)
        end)
    ), 4) as silence_in_gaps,
    round(visit_value.p_alive, 4) as p_alive,
    round(1 - coalesce(visit_value.p_alive, 1), 4) as model_loss,
    round(1 / buying.purchase_day_count, 4) as newness,
    case
        when buying.usual_count > 0
            then round(greatest(0, 1 - buying.recent_count / buying.usual_count), 4)
        else 0
    end as frequency_drop,
    coalesce(verdicts.last_score <= 6, false)::double as is_detractor,
    round(coalesce(
        greatest(
            0,
            least(1, mails.usual_response_count / mails.usual_mail_count)
            - least(1, mails.recent_response_count / nullif(mails.recent_mail_count, 0))
        ),
        0
    ), 4) as engagement_drop,
    (coalesce(cases.open_case_count, 0) > 0)::double as has_open_case,
    greatest(
        0, coalesce(cases.recent_contact_count, 0) - coalesce(cases.usual_contact_count, 0)
    )::double as contact_rise
from buying
cross join gaps
inner join order_history
    on buying.customer_id = order_history.customer_id
left join visit_value
    on order_history.frequency = visit_value.frequency
    and order_history.recency_days = visit_value.recency_days
    and order_history.age_days = visit_value.age_days
left join later
    on buying.customer_id = later.customer_id
left join verdicts
    on buying.customer_id = verdicts.customer_id
left join mails
    on buying.customer_id = mails.customer_id
left join cases
    on buying.customer_id = cases.customer_id
order by buying.customer_id
