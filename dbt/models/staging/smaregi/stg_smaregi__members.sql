{{ config(enabled=is_used('smaregi')) }}

-- A member list carries no time of change, so the latest delivery is the latest version.
with latest as (
    {{ latest_version(source('smaregi', 'member'), 'member_id') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    member_id,
    member_code,
    last_name as family_name,
    first_name as given_name,
    last_name_kana as family_name_kana,
    first_name_kana as given_name_kana,
    mobile_phone,
    phone,
    email,
    sex,
    cast(birth_date as date) as birth_on,
    postal_code,
    address,
    cast(last_visited_at as timestamp) as last_visited_at,
    cast(joined_on as date) as joined_on,
    cast(left_on as date) as left_on,
    mail_permission,
    status
from latest
