{{ config(schema='measure', contract={'enforced': false}) }}

with messages as (
    select * from {{ ref('int_email_messages') }}
),

campaign_days as (
    select
        sent_on as business_date,
        campaign_id,
        count(*) as sent_count,
        count_if(is_delivered) as delivered_count,
        count_if(is_delivered and is_opened) as opened_count,
        count_if(is_delivered and is_clicked) as clicked_count,
        count_if(is_delivered and is_unsubscribed) as unsubscribed_count
    from messages
    group by sent_on, campaign_id
),

member_days as (
    select
        business_date,
        'all' as dimension,
        'all' as member,
        cast(sum(sent_count) as bigint) as sent_count,
        cast(sum(delivered_count) as bigint) as delivered_count,
        cast(sum(opened_count) as bigint) as opened_count,
        cast(sum(clicked_count) as bigint) as clicked_count,
        cast(sum(unsubscribed_count) as bigint) as unsubscribed_count
    from campaign_days
    group by business_date
    union all
    select
        business_date,
        'campaign' as dimension,
        campaign_id as member,
        sent_count,
        delivered_count,
        opened_count,
        clicked_count,
        unsubscribed_count
    from campaign_days
),

rates as (
    select
        'email_delivery_rate' as kpi_id,
        business_date,
        dimension,
        member,
        delivered_count as numerator,
        sent_count as denominator
    from member_days
    union all
    select
        'email_open_rate' as kpi_id,
        business_date,
        dimension,
        member,
        opened_count as numerator,
        delivered_count as denominator
    from member_days
    union all
    select
        'email_click_rate' as kpi_id,
        business_date,
        dimension,
        member,
        clicked_count as numerator,
        delivered_count as denominator
    from member_days
    union all
    select
        'unsubscribe_rate' as kpi_id,
        business_date,
        dimension,
        member,
        unsubscribed_count as numerator,
        delivered_count as denominator
    from member_days
)

select
    kpi_id,
    business_date,
    dimension,
    member,
    cast(numerator as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    denominator,
    cast(0 as bigint) as pending_count
from rates
