{{ config(enabled=is_used('google_business')) }}

with reviews as (
    select * from {{ ref('stg_google_business__reviews') }}
)

select
    {{ mapped_row('review', {
        'source_record_id': 'reviews.review_id',
        'review_kind': "'review'",
        'channel': "'google_business'",
        'rating': 'reviews.rating',
        'rating_max': '5',
        'text': 'reviews.review_text',
        'author_handle': 'reviews.reviewer_name',
        'reply_text': 'reviews.reply',
        'published_at': 'reviews.published_at',
    }, of='reviews') }}
from reviews
