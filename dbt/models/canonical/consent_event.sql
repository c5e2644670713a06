with statements as (
    select * from {{ ref('consents_from_salesforce_contacts') }}
    union all
    select * from {{ ref('consents_from_marketo_leads') }}
    union all
    select * from {{ ref('consents_from_smaregi_members') }}
    union all
    select * from {{ ref('consents_from_messages') }}
)

select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    source_row_number,
    business_date,
    is_deleted,
    tz_basis,
    -- Every statement read so far stands on a party row or on an activity of one.
    party_record_id as party_key,
    party_record_id,
    email,
    phone,
    member_code,
    'marketing' as purpose,
    channel,
    status,
    basis,
    evidence,
    occurred_at
from statements
