{{ config(enabled=is_used('google_business')) }}

with reviews as (
    select
        *,
        coalesce(review_id, nullif(split_part(resource_name, '/reviews/', 2), ''), resource_name)
            as review_key
    from {{ source('google_business', 'review') }}
),

latest as (
    {{ latest_version('reviews', 'review_key', cursor='coalesce(updated_at, created_at)') }}
)

select
    {{ landed() }},
    review_key as review_id,
    case when not coalesce(cast(is_anonymous as boolean), false) then reviewer_name end
        as reviewer_name,
    case star_rating
        when 'ONE' then 1
        when 'TWO' then 2
        when 'THREE' then 3
        when 'FOUR' then 4
        when 'FIVE' then 5
    end as rating,
    comment as review_text,
    reply,
    cast(coalesce(updated_at, created_at) as timestamp) as published_at
from latest
