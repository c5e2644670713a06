{{ config(enabled=is_used('sprinklr')) }}

-- An export carries no time of change, so the latest delivery is the latest version.
with latest as (
    {{ latest_version(source('sprinklr', 'message'), 'permalink') }}
)

select
    {{ landed() }},
    permalink,
    author,
    message,
    lower(network) as network,
    cast(created_at as timestamp) as published_at
from latest
