{{ config(meta={'publish': 'bi', 'order_by': ['customer_id'], 'owner': 'cx'}) }}

with customers as (
    select * from {{ ref('customer') }}
),

customer_identities as (
    select * from {{ ref('customer_identity') }}
),

parties as (
    select * from {{ ref('party') }}
),

purchases as (
    select * from {{ ref('int_purchases_summed_to_customer') }}
),

rfm_scores as (
    select * from {{ ref('int_rfm_scores') }}
),

survey_scores as (
    select * from {{ ref('int_survey_scores') }}
),

touchpoints as (
    select * from {{ ref('touchpoint') }}
),

email_engagement as (
    select * from {{ ref('int_email_engagement') }}
),

consents as (
    select * from {{ ref('int_marketing_consents') }}
),

customer_values as (
    select * from {{ source('insight', 'customer_value') }}
),

churn_risks as (
    select * from {{ source('insight', 'churn_risk') }}
),

support_cases as (
    select * from {{ ref('int_support_cases') }}
),

churn_window as (
    select * from {{ ref('int_churn_window') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

records as (
    select
        customer_identities.customer_id,
        count(distinct customer_identities.source_system) as source_count,
        count(*) as record_count,
        min(parties.business_date) as first_known_on
    from customer_identities
    left join parties
        on
            customer_identities.source_system = parties.source_system
            and customer_identities.source_object = parties.source_object
            and customer_identities.source_record_id = parties.source_record_id
    where not customer_identities.is_deleted
    group by customer_identities.customer_id
),

latest_scores as (
    select
        customer_id,
        metric,
        score,
        case
            when higher_is_better then score - scale_min
            else scale_max - score
        end / nullif(scale_max - scale_min, 0) as praise
    from survey_scores
    where
        customer_id is not null
        and (metric <> 'nps' or (score between 0 and 10 and score = floor(score)))
    qualify row_number() over (
        partition by customer_id, metric
        order by
            responded_at desc nulls last,
            source_system asc,
            response_record_id desc,
            question_key asc
    ) = 1
),

last_words as (
    select
        customer_id,
        max(score) filter (where metric = 'nps') as last_nps_score,
        max(score) filter (where metric = 'csat') as last_csat_score,
        max(100 * praise) filter (where metric = 'ces') as last_ces_ease
    from latest_scores
    group by customer_id
),

contacts as (
    select
        customer_id,
        min(business_date) as first_touchpoint_on,
        max(occurred_at) as last_touchpoint_at
    from touchpoints
    group by customer_id
),

asked as (
    select
        support_cases.customer_id,
        count_if(
            support_cases.created_on >= cast(as_of.as_of_on + 1 - interval 12 month as date)
        ) as contact_count_12m,
        count_if(support_cases.solved_on is null) as open_case_count
    from support_cases
    cross join as_of
    where support_cases.customer_id is not null
    group by support_cases.customer_id
),

-- Whole years lived: a birthday that is still to come this year does not count.
ages as (
    select
        customers.customer_id,
        year(as_of.as_of_on) - year(customers.birth_on)
        - case
            when
                month(as_of.as_of_on) * 100 + day(as_of.as_of_on)
                < month(customers.birth_on) * 100 + day(customers.birth_on)
                then 1
            else 0
        end as age
    from customers
    cross join as_of
),

profiles as (
    select
        customers.customer_id,
        records.source_count,
        records.record_count,
        least(
            records.first_known_on, contacts.first_touchpoint_on, purchases.first_purchase_on
        ) as customer_since_on,
        case
            when ages.age < 0 or ages.age > 120 or ages.age is null then 'unknown'
            when ages.age < 10 then '0-9'
            when ages.age >= 90 then '90+'
            else
                cast(ages.age - mod(ages.age, 10) as string)
                || '-' || cast(ages.age - mod(ages.age, 10) + 9 as string)
        end as age_band,
        coalesce(customers.gender, 'unknown') as gender,
        -- Tills keep the whole address in one field that begins with the prefecture.
        coalesce(
            customers.prefecture,
            case
                when substring(customers.address_line, 4, 1) = '県'
                    then substring(customers.address_line, 1, 4)
                when substring(customers.address_line, 3, 1) in ('都', '道', '府', '県')
                    then substring(customers.address_line, 1, 3)
            end
        ) as prefecture,
        purchases.first_purchase_on,
        purchases.last_purchase_on,
        coalesce(purchases.purchase_count, 0) as purchase_count,
        coalesce(purchases.purchase_count_12m, 0) as purchase_count_12m,
        coalesce(purchases.lifetime_net_amount, 0) as lifetime_net_amount,
        coalesce(purchases.net_amount_12m, 0) as net_amount_12m,
        round(
            cast(purchases.lifetime_net_amount as double) / purchases.purchase_count, 2
        ) as average_order_amount,
        {{ x_days_between('purchases.last_purchase_on', 'as_of.as_of_on') }} as recency_days,
        purchases.preferred_channel,
        coalesce(purchases.is_omnichannel, false) as is_omnichannel,
        rfm_scores.rfm_r,
        rfm_scores.rfm_f,
        rfm_scores.rfm_m,
        rfm_scores.rfm_segment,
        last_words.last_nps_score,
        last_words.last_csat_score,
        last_words.last_ces_ease,
        contacts.last_touchpoint_at,
        coalesce(asked.contact_count_12m, 0) as contact_count_12m,
        coalesce(asked.open_case_count, 0) as open_case_count,
        email_engagement.engaged_count,
        email_engagement.delivered_count,
        customer_values.predicted_ltv_amount,
        customer_values.p_alive,
        churn_risks.score as churn_score,
        consents.email_strictness,
        consents.phone_strictness,
        churn_window.g_days
    from customers
    inner join records
        on customers.customer_id = records.customer_id
    inner join ages
        on customers.customer_id = ages.customer_id
    left join purchases
        on customers.customer_id = purchases.customer_id
    left join rfm_scores
        on customers.customer_id = rfm_scores.customer_id
    left join last_words
        on customers.customer_id = last_words.customer_id
    left join contacts
        on customers.customer_id = contacts.customer_id
    left join asked
        on customers.customer_id = asked.customer_id
    left join email_engagement
        on customers.customer_id = email_engagement.customer_id
    left join consents
        on customers.customer_id = consents.customer_id
    left join customer_values
        on customers.customer_id = customer_values.customer_id
    left join churn_risks
        on customers.customer_id = churn_risks.customer_id
    cross join churn_window
    cross join as_of
)

select
    cast(customer_id as string) as customer_id,
    cast(customer_since_on as date) as customer_since_on,
    cast(source_count as bigint) as source_count,
    cast(record_count as bigint) as record_count,
    cast(age_band as string) as age_band,
    cast(gender as string) as gender,
    cast(prefecture as string) as prefecture,
    -- Silent for longer than G days is lost, as in churn_rate; for longer than half of it, at risk.
    cast(
        case
            when recency_days is null then 'prospect'
            when recency_days > g_days then 'lapsed'
            when 2 * recency_days > g_days then 'at_risk'
            when purchase_count_12m >= 5 then 'loyal'
            when first_purchase_on < last_purchase_on then 'repeat'
            else 'new'
        end as string
    ) as lifecycle_stage,
    cast(first_purchase_on as date) as first_purchase_on,
    cast(last_purchase_on as date) as last_purchase_on,
    cast(purchase_count as bigint) as purchase_count,
    cast(purchase_count_12m as bigint) as purchase_count_12m,
    cast(lifetime_net_amount as decimal(18, 2)) as lifetime_net_amount,
    cast(net_amount_12m as decimal(18, 2)) as net_amount_12m,
    cast(average_order_amount as decimal(18, 2)) as average_order_amount,
    cast(recency_days as integer) as recency_days,
    cast(rfm_r as integer) as rfm_r,
    cast(rfm_f as integer) as rfm_f,
    cast(rfm_m as integer) as rfm_m,
    cast(
        case
            when rfm_segment is not null then rfm_segment
            when purchase_count > 0 then 'lapsed'
            else 'prospect'
        end as string
    ) as rfm_segment,
    cast(last_nps_score as integer) as last_nps_score,
    cast(
        case
            when last_nps_score >= 9 then 'promoter'
            when last_nps_score >= 7 then 'passive'
            when last_nps_score >= 0 then 'detractor'
            else 'unasked'
        end as string
    ) as nps_group,
    cast(last_csat_score as double) as last_csat_score,
    cast(round(last_ces_ease, 4) as double) as last_ces_ease,
    cast(contact_count_12m as bigint) as contact_count_12m,
    cast(open_case_count as bigint) as open_case_count,
    cast(last_touchpoint_at as timestamp) as last_touchpoint_at,
    cast(preferred_channel as string) as preferred_channel,
    cast(is_omnichannel as boolean) as is_omnichannel,
    cast(
        round(cast(engaged_count as double) / delivered_count, 4) as double
    ) as email_engagement_12m,
    cast(predicted_ltv_amount as decimal(18, 2)) as predicted_ltv_amount,
    cast(round(p_alive, 4) as double) as p_alive,
    -- Only who is active can still be lost.
    cast(
        case when recency_days > g_days then 1 else churn_score end as double
    ) as churn_risk,
    cast(
        case email_strictness
            when 3 then 'denied'
            when 2 then 'withdrawn'
            when 1 then 'granted'
            else 'unknown'
        end as string
    ) as marketing_consent_email,
    cast(
        case phone_strictness
            when 3 then 'denied'
            when 2 then 'withdrawn'
            when 1 then 'granted'
            else 'unknown'
        end as string
    ) as marketing_consent_phone
from profiles
