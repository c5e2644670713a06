{{ config(enabled=is_used('marketo')) }}

-- updatedAt is the change of a visible field; an extract may carry a lead again for less, and
-- then the later delivery decides.
with latest as (
    {{ latest_version(source('marketo', 'lead'), 'id', cursor='updated_at') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    id as lead_id,
    email,
    last_name as family_name,
    first_name as given_name,
    last_name_kana as family_name_kana,
    first_name_kana as given_name_kana,
    phone,
    mobile_phone,
    postal_code,
    state as prefecture,
    city,
    address as street,
    cast(date_of_birth as date) as birth_on,
    cast(unsubscribed as boolean) as has_unsubscribed,
    cast(lead_score as integer) as lead_score,
    lead_status,
    lead_source,
    cast(created_at as timestamp) as created_at,
    cast(updated_at as timestamp) as updated_at
from latest
