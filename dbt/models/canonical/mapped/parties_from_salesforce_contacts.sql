with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    contacts.source_system,
    contacts.source_object,
    contacts.contact_id as source_record_id,
    contacts.load_id,
    contacts.load_seq,
    contacts.first_load_seq,
    contacts.source_row_number,
    {{ x_local_date('contacts.created_at') }} as business_date,
    contacts.is_deleted,
    contacts.tz_basis,
    contacts.family_name,
    contacts.given_name,
    contacts.family_name_kana,
    contacts.given_name_kana,
    contacts.email,
    contacts.phone,
    contacts.mobile_phone,
    contacts.postal_code,
    contacts.prefecture,
    contacts.city,
    contacts.street as address_line,
    contacts.birth_on,
    'unknown' as gender,
    contacts.member_code,
    contacts.account_id as account_record_id,
    contacts.job_title,
    contacts.lead_source,
    cast(null as string) as lead_status,
    cast(null as integer) as lead_score,
    contacts.created_at,
    contacts.updated_at,
    cast(null as date) as left_on,
    contacts.merged_into_contact_id as merged_into_record_id
from contacts
inner join business_clock
    on contacts.load_seq = business_clock.load_seq
