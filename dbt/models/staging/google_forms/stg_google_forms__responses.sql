{{ config(enabled=is_used('google_forms')) }}

with latest as (
    {{ latest_version(source('google_forms', 'response'), 'response_id') }}
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
    name as full_name,
    email,
    phone,
    member_code,
    cast(submitted_at as timestamp) as responded_at,
    -- Who writes their name on a form is a party of this source; the rest is implied by contacts.
    case
        when name is not null
            then {{ recipient_id(['phone', 'member_code', 'name']) }}
    end as recipient_id
from latest
