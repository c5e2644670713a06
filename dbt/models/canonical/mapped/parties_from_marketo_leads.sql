with leads as (
    select * from {{ ref('stg_marketo__leads') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    leads.source_system,
    leads.source_object,
    leads.lead_id as source_record_id,
    leads.load_id,
    leads.load_seq,
    leads.first_load_seq,
    leads.source_row_number,
    {{ x_local_date('leads.created_at') }} as business_date,
    false as is_deleted,
    leads.tz_basis,
    leads.family_name,
    leads.given_name,
    leads.family_name_kana,
    leads.given_name_kana,
    leads.email,
    leads.phone,
    leads.mobile_phone,
    leads.postal_code,
    leads.prefecture,
    leads.city,
    leads.street as address_line,
    leads.birth_on,
    'unknown' as gender,
    cast(null as string) as member_code,
    cast(null as string) as account_record_id,
    cast(null as string) as job_title,
    leads.lead_source,
    leads.lead_status,
    leads.lead_score,
    leads.created_at,
    leads.updated_at,
    cast(null as date) as left_on,
    cast(null as string) as merged_into_record_id
from leads
inner join business_clock
    on leads.load_seq = business_clock.load_seq
