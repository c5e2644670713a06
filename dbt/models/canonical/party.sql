with parties as (
    select * from {{ ref('parties_from_salesforce_contacts') }}
    union all
    select * from {{ ref('parties_from_marketo_leads') }}
    union all
    select * from {{ ref('parties_from_smaregi_members') }}
    union all
    select * from {{ ref('parties_from_qualtrics_recipients') }}
)

select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    first_load_seq,
    source_row_number,
    business_date,
    is_deleted,
    tz_basis,
    'person' as party_type,
    nullif(concat_ws(' ', family_name, given_name), '') as full_name,
    family_name,
    given_name,
    nullif(concat_ws(' ', family_name_kana, given_name_kana), '') as full_name_kana,
    family_name_kana,
    given_name_kana,
    email,
    phone,
    mobile_phone,
    postal_code,
    prefecture,
    city,
    address_line,
    birth_on,
    gender,
    member_code,
    account_record_id,
    job_title,
    cast(null as string) as occupation,
    lead_source,
    lead_status,
    lead_score,
    created_at,
    updated_at,
    left_on,
    merged_into_record_id
from parties
