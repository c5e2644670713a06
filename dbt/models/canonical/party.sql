with parties as (
    {{ mapped('party') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    parties.source_system,
    parties.source_object,
    parties.source_record_id,
    parties.load_id,
    parties.load_seq,
    parties.first_load_seq,
    parties.source_row_number,
    coalesce(parties.business_date, {{ x_local_date('parties.created_at') }}) as business_date,
    coalesce(parties.is_deleted, false) as is_deleted,
    parties.tz_basis,
    coalesce(parties.party_type, 'person') as party_type,
    coalesce(
        parties.full_name, nullif(concat_ws(' ', parties.family_name, parties.given_name), '')
    ) as full_name,
    parties.family_name,
    parties.given_name,
    coalesce(
        parties.full_name_kana,
        nullif(concat_ws(' ', parties.family_name_kana, parties.given_name_kana), '')
    ) as full_name_kana,
    parties.family_name_kana,
    parties.given_name_kana,
    parties.email,
    parties.phone,
    parties.mobile_phone,
    parties.postal_code,
    parties.prefecture,
    parties.city,
    parties.address_line,
    parties.birth_on,
    coalesce(parties.gender, 'unknown') as gender,
    parties.member_code,
    parties.account_record_id,
    parties.job_title,
    parties.occupation,
    parties.lead_source,
    parties.lead_status,
    parties.lead_score,
    parties.created_at,
    parties.updated_at,
    parties.left_on,
    parties.merged_into_record_id
from parties
inner join business_clock
    on parties.load_seq = business_clock.load_seq
