{{ config(schema='measure', contract={'enforced': false}) }}

with reviews as (
    select * from {{ ref('review') }}
),

voc_texts as (
    select * from {{ ref('voc_text') }}
),

sentiments as (
    select * from {{ source('insight', 'text_sentiment') }}
),

detractor_cases as (
    select * from {{ ref('int_detractor_cases') }}
    where case_kind = 'response'
),

-- A company that writes no follow-ups down has not failed to make them.
follow_up_reach as (
    select count(*) as follow_up_count
    from {{ ref('follow_up') }}
    where not is_deleted
),

as_of as (
    select * from {{ ref('as_of') }}
),

stars as (
    select
        reviews.business_date,
        coalesce(reviews.channel, 'unknown') as channel,
        cast(reviews.rating * 5 / coalesce(reviews.rating_max, 5) as decimal(18, 10)) as star_count
    from reviews
    cross join as_of
    where
        reviews.review_kind = 'review'
        and reviews.rating is not null
        and not reviews.is_deleted
        and reviews.business_date <= as_of.as_of_on
),

-- A text has one sentiment and as many rows as themes.
votes as (
    select distinct
        voc_texts.source_system,
        voc_texts.source_object,
        voc_texts.source_record_id,
        voc_texts.business_date,
        voc_texts.origin,
        sentiments.theme,
        case sentiments.sentiment when 'positive' then 1 when 'negative' then -1 else 0 end as vote
    from voc_texts
    inner join sentiments
        on
            voc_texts.source_system = sentiments.source_system
            and voc_texts.source_object = sentiments.source_object
            and voc_texts.source_record_id = sentiments.source_record_id
    cross join as_of
    where not voc_texts.is_deleted and voc_texts.business_date <= as_of.as_of_on
),

texts as (
    select distinct
        source_system,
        source_object,
        source_record_id,
        business_date,
        origin,
        vote
    from votes
),

observations as (
    {% for dimension, member in [('all', "'all'"), ('channel', 'channel')] -%}
    select
        'review_rating' as kpi_id,
        business_date,
        '{{ dimension }}' as dimension,
        {{ member }} as member,
        star_count as observed,
        true as is_mature
    from stars
    union all
    {% endfor -%}
    {% for dimension, member in [('all', "'all'"), ('origin', 'origin')] -%}
    select
        'net_sentiment' as kpi_id,
        business_date,
        '{{ dimension }}' as dimension,
        {{ member }} as member,
        vote as observed,
        true as is_mature
    from texts
    union all
    {% endfor -%}
    select
        'net_sentiment' as kpi_id,
        business_date,
        'theme' as dimension,
        theme as member,
        vote as observed,
        true as is_mature
    from votes
    where theme is not null
    union all
    select
        'detractor_contacted_48h' as kpi_id,
        detractor_cases.raised_on as business_date,
        'all' as dimension,
        'all' as member,
        case when detractor_cases.is_contacted_48h then 1 else 0 end as observed,
        detractor_cases.is_mature_48h as is_mature
    from detractor_cases
    cross join follow_up_reach
    where detractor_cases.survey_kind = 'relationship' and follow_up_reach.follow_up_count > 0
    union all
    select
        'detractor_contacted_48h' as kpi_id,
        detractor_cases.raised_on as business_date,
        'survey_kind' as dimension,
        detractor_cases.survey_kind as member,
        case when detractor_cases.is_contacted_48h then 1 else 0 end as observed,
        detractor_cases.is_mature_48h as is_mature
    from detractor_cases
    cross join follow_up_reach
    where detractor_cases.survey_kind is not null and follow_up_reach.follow_up_count > 0
)

select
    kpi_id,
    business_date,
    dimension,
    member,
    cast(coalesce(sum(observed) filter (where is_mature), 0) as decimal(38, 10)) as numerator,
    cast(
        sum(cast(observed * observed as decimal(28, 10))) filter (where is_mature)
        as decimal(38, 10)
    ) as square_sum,
    count_if(is_mature) as denominator,
    count_if(not is_mature) as pending_count
from observations
group by kpi_id, business_date, dimension, member
