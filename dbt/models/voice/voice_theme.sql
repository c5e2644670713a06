{{
    config(
        meta={'publish': 'bi', 'order_by': ['month_on', 'theme', 'origin'], 'owner': 'cx'}
    )
}}

-- Fewer texts than this could be told apart by who knows the writers.
{% set smallest_group = 5 %}

with voc_texts as (
    select * from {{ ref('voc_text') }}
),

mentions as (
    select * from {{ source('insight', 'text_theme') }}
),

themes as (
    select * from {{ source('insight', 'theme') }}
),

answers as (
    select * from {{ ref('survey_answer') }}
),

votes as (
    select
        source_system,
        response_record_id,
        cast(date_trunc('month', business_date) as date) as month_on,
        case nps_group when 'promoter' then 100 when 'detractor' then -100 else 0 end as vote
    from {{ ref('int_nps_answers') }}
    where survey_kind = 'relationship'
),

as_of as (
    select * from {{ ref('as_of') }}
),

tagged as (
    select
        voc_texts.source_system,
        voc_texts.source_object,
        voc_texts.source_record_id,
        voc_texts.origin,
        cast(date_trunc('month', voc_texts.business_date) as date) as month_on,
        mentions.theme,
        mentions.sentiment
    from voc_texts
    inner join mentions
        on
            voc_texts.source_system = mentions.source_system
            and voc_texts.source_object = mentions.source_object
            and voc_texts.source_record_id = mentions.source_record_id
    cross join as_of
    where not voc_texts.is_deleted and voc_texts.business_date <= as_of.as_of_on
),

counted as (
    select
        month_on,
        theme,
        origin,
        count(*) as n,
        count_if(sentiment = 'positive') as positive_count,
        count_if(sentiment = 'negative') as negative_count
    from tagged
    group by month_on, theme, origin
),

-- A sheet with two texts on one theme votes once.
theme_votes as (
    select distinct
        votes.month_on,
        tagged.theme,
        votes.source_system,
        votes.response_record_id,
        votes.vote
    from tagged
    inner join answers
        on
            tagged.source_system = answers.source_system
            and tagged.source_object = answers.source_object
            and tagged.source_record_id = answers.source_record_id
    inner join votes
        on
            answers.source_system = votes.source_system
            and answers.response_record_id = votes.response_record_id
    where tagged.origin = 'survey'
),

theme_nps as (
    select
        month_on,
        theme,
        count(*) as vote_count,
        sum(vote) as vote_sum,
        sum(vote * vote) as square_sum
    from theme_votes
    group by month_on, theme
),

all_nps as (
    select
        month_on,
        count(*) as vote_count,
        sum(vote) as vote_sum,
        sum(vote * vote) as square_sum
    from votes
    group by month_on
),

-- Those who name the theme are among all: their difference from all is that from the rest, by the
-- rest's share.
compared as (
    select
        theme_nps.month_on,
        theme_nps.theme,
        theme_nps.vote_count,
        theme_nps.vote_sum / cast(theme_nps.vote_count as double) as nps,
        all_nps.vote_sum / cast(all_nps.vote_count as double) as nps_of_all,
        all_nps.vote_count - theme_nps.vote_count as rest_count,
        (all_nps.vote_count - theme_nps.vote_count)
        / cast(all_nps.vote_count as double) as rest_share,
        -- The adjusted Wald variance, as for every NPS: three more answers.
        (
            (theme_nps.square_sum + 15000) / cast(theme_nps.vote_count + 3 as double)
            - theme_nps.vote_sum / cast(theme_nps.vote_count + 3 as double)
            * theme_nps.vote_sum / (theme_nps.vote_count + 3)
        ) / (theme_nps.vote_count + 3) as variance,
        (
            (all_nps.square_sum - theme_nps.square_sum + 15000)
            / cast(all_nps.vote_count - theme_nps.vote_count + 3 as double)
            - (all_nps.vote_sum - theme_nps.vote_sum)
            / cast(all_nps.vote_count - theme_nps.vote_count + 3 as double)
            * (all_nps.vote_sum - theme_nps.vote_sum)
            / (all_nps.vote_count - theme_nps.vote_count + 3)
        ) / (all_nps.vote_count - theme_nps.vote_count + 3) as rest_variance
    from theme_nps
    inner join all_nps
        on theme_nps.month_on = all_nps.month_on
),

bounded as (
    select
        *,
        nps - nps_of_all as nps_difference,
        case
            when vote_count >= 10 and rest_count >= 10
                then 1.96 * rest_share * sqrt(variance + rest_variance)
        end as half_width
    from compared
    where vote_count >= {{ smallest_group }}
)

select
    cast(counted.month_on as date) as month_on,
    cast(counted.theme as string) as theme,
    cast(themes.name_ja as string) as theme_name_ja,
    cast(themes.name_en as string) as theme_name_en,
    cast(counted.origin as string) as origin,
    cast(counted.n as bigint) as n,
    cast(counted.positive_count as bigint) as positive_count,
    cast(counted.negative_count as bigint) as negative_count,
    cast(
        round((counted.positive_count - counted.negative_count) / cast(counted.n as double), 4)
        as double
    ) as net_sentiment,
    cast(case when counted.n < 30 then 'low_n' else 'ok' end as string) as quality_flag,
    cast(bounded.vote_count as bigint) as nps_n,
    cast(round(bounded.nps, 4) as double) as nps,
    cast(round(bounded.nps_difference, 4) as double) as nps_difference,
    cast(round(bounded.nps_difference - bounded.half_width, 4) as double) as nps_difference_low,
    cast(round(bounded.nps_difference + bounded.half_width, 4) as double) as nps_difference_high
from counted
inner join themes
    on counted.theme = themes.theme
left join bounded
    on
        counted.month_on = bounded.month_on
        and counted.theme = bounded.theme
        and counted.origin = 'survey'
where counted.n >= {{ smallest_group }}
