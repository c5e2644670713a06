{{ config(enabled=is_used('zendesk')) }}

with latest as (
    {{ latest_version(source('zendesk', 'comment'), 'id') }}
)

select
    {{ landed() }},
    id as comment_id,
    ticket_id,
    author_id,
    coalesce(body, body_with_markup) as body,
    -- What is not said to be public may be a note among colleagues.
    coalesce(cast(is_public as boolean), false) as is_public,
    cast(duration_seconds as integer) as duration_seconds,
    cast(created_at as timestamp) as created_at
from latest
