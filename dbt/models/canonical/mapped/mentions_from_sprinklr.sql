{{ config(enabled=is_used('sprinklr')) }}

with messages as (
    select * from {{ ref('stg_sprinklr__messages') }}
)

select
    {{ mapped_row('review', {
        'source_record_id': 'messages.permalink',
        'review_kind': "'mention'",
        'channel': 'messages.network',
        'text': 'messages.message',
        'author_handle': 'messages.author',
        'url': 'messages.permalink',
        'published_at': 'messages.published_at',
    }, of='messages') }}
from messages
