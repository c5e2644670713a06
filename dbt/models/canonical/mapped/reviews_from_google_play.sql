{{ config(enabled=is_used('google_play')) }}

with reviews as (
    select * from {{ ref('stg_google_play__reviews') }}
)

select
    {{ mapped_row('review', {
        'source_record_id': 'reviews.review_id',
        'review_kind': "'review'",
        'channel': "'google_play'",
        'rating': 'reviews.rating',
        'rating_max': '5',
        'title': 'reviews.title',
        'text': 'reviews.review_text',
        'language': 'reviews.reviewer_language',
        'url': 'reviews.review_link',
        'reply_text': 'reviews.reply',
        'published_at': 'reviews.published_at',
    }, of='reviews') }}
from reviews
