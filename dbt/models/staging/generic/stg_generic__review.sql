{{ config(enabled=is_used('generic/review')) }}

with latest as (
    {{ latest_version(source('generic', 'review'), 'source_record_id') }}
)

select
    {{ generic_row('review', {
        'review_kind': "coalesce(latest.review_kind, 'review')",
        'rating_max': 'coalesce(cast(latest.rating_max as double), 5)',
    }) }}
from latest
