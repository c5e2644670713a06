{{ config(enabled=is_used('salesforce')) }}

with latest as (
    {{ latest_version(source('salesforce', 'contact'), 'id', cursor='system_modstamp') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    id as contact_id,
    cast(is_deleted as boolean) as is_deleted,
    master_record_id as merged_into_contact_id,
    account_id,
    last_name as family_name,
    first_name as given_name,
    last_name_kana as family_name_kana,
    first_name_kana as given_name_kana,
    title as job_title,
    mailing_street as street,
    mailing_city as city,
    mailing_state as prefecture,
    mailing_postal_code as postal_code,
    coalesce(phone, home_phone) as phone,
    mobile_phone,
    email,
    cast(birthdate as date) as birth_on,
    lead_source,
    cast(has_opted_out_of_email as boolean) as has_opted_out_of_email,
    cast(do_not_call as boolean) as has_opted_out_of_calls,
    member_code,
    cast(created_date as timestamp) as created_at,
    cast(coalesce(last_modified_date, system_modstamp) as timestamp) as updated_at
from latest
