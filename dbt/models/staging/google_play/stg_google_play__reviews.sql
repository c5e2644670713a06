{{ config(enabled=is_used('google_play')) }}

-- Stars without words may come without a link; app, device and the moment tell them apart.
with reviews as (
    select
        *,
        coalesce(
            nullif(split_part(split_part(review_link, 'reviewId=', 2), '&', 1), ''),
            'stars:' || md5(concat_ws(
                '|', package_name, coalesce(device, ''), coalesce(reviewer_language, ''),
                coalesce(submitted_millis, submitted_at)
            ))
        ) as review_id
    from {{ source('google_play', 'review') }}
),

latest as (
    {{ latest_version('reviews', 'review_id', cursor='coalesce(updated_at, submitted_at)') }}
)

select
    {{ landed() }},
    review_id,
    cast(star_rating as double) as rating,
    title,
    review_text,
    reviewer_language,
    review_link,
    reply,
    cast(coalesce(updated_at, submitted_at) as timestamp) as published_at
from latest
