{{ config(enabled=is_used('typeform')) }}

with latest as (
    {{ latest_version(source('typeform', 'response'), 'response_id', cursor='submitted_at') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    response_id,
    survey_id,
    survey_name,
    survey_kind,
    wave,
    touchpoint,
    last_name as family_name,
    first_name as given_name,
    email,
    member_code,
    -- A partial response was never submitted.
    submitted_at is not null as is_complete,
    cast(coalesce(submitted_at, started_at) as timestamp) as responded_at,
    case
        when coalesce(last_name, first_name) is not null
            then {{ recipient_id(['member_code', 'last_name', 'first_name']) }}
    end as recipient_id
from latest
