{{ config(enabled=is_used('satori')) }}

-- The address is the identity, in whatever case it was typed.
with customers as (
    select
        *,
        lower(trim(email)) as customer_id
    from {{ source('satori', 'customer') }}
),

-- A download carries no time of change, so the latest delivery is the latest version.
latest as (
    {{ latest_version('customers', 'customer_id') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    customer_id,
    email,
    last_name as family_name,
    first_name as given_name,
    last_name_kana as family_name_kana,
    first_name_kana as given_name_kana,
    phone,
    mobile_phone,
    address,
    collection_route,
    cast(collected_on as date) as collected_on,
    lower(delivery_permission) as delivery_permission,
    case
        when sex in ('男', '男性') or lower(sex) in ('male', 'm') then 'male'
        when sex in ('女', '女性') or lower(sex) in ('female', 'f') then 'female'
        when sex = 'その他' or lower(sex) = 'other' then 'other'
        else 'unknown'
    end as gender,
    member_code
from latest
