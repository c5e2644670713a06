{{ config(enabled=is_used('onetrust')) }}

with receipts as (
    select
        *,
        concat_ws(':', receipt_id, coalesce(purpose_id, purpose_name, '')) as receipt_key
    from {{ source('onetrust', 'consent_receipt') }}
),

latest as (
    {{ latest_version('receipts', 'receipt_key') }}
)

select
    {{ landed() }},
    receipt_key,
    identifier,
    lower(purpose_name) as purpose_name,
    collection_point,
    case
        when upper(status) in ('ACTIVE', 'CONFIRMED', 'EXTEND', 'OPT_IN', 'OPTED IN') then 'granted'
        when upper(status) in ('WITHDRAWN', 'OPT_OUT', 'OPTED OUT', 'EXPIRED') then 'withdrawn'
        when upper(status) in ('NOTGIVEN', 'NOT_GIVEN', 'NO_CONSENT', 'NO CONSENT') then 'denied'
    end as status,
    cast(interacted_at as timestamp) as interacted_at
from latest
