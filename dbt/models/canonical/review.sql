with reviews as (
    {{ mapped('review') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    reviews.source_system,
    reviews.source_object,
    reviews.source_record_id,
    reviews.load_id,
    reviews.load_seq,
    reviews.source_row_number,
    coalesce(reviews.business_date, {{ x_local_date('reviews.published_at') }}) as business_date,
    coalesce(reviews.is_deleted, false) as is_deleted,
    reviews.tz_basis,
    reviews.review_kind,
    reviews.channel,
    reviews.rating,
    reviews.rating_max,
    reviews.title,
    reviews.text,
    reviews.author_handle,
    reviews.language,
    reviews.url,
    reviews.reply_text,
    reviews.published_at
from reviews
inner join business_clock
    on reviews.load_seq = business_clock.load_seq
