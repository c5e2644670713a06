{{ config(enabled=is_used('salesforce')) }}

with latest as (
    {{ latest_version(source('salesforce', 'lead'), 'id', cursor='system_modstamp') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    id as lead_id,
    cast(is_deleted as boolean) as is_deleted,
    -- A converted lead lives on as a contact, a merged one as another lead.
    coalesce(master_record_id, converted_contact_id) as merged_into_record_id,
    last_name as family_name,
    first_name as given_name,
    last_name_kana as family_name_kana,
    first_name_kana as given_name_kana,
    title as job_title,
    company as company_name,
    street,
    city,
    state as prefecture,
    postal_code,
    phone,
    mobile_phone,
    email,
    lead_source,
    status as lead_status,
    coalesce(cast(is_converted as boolean), false) as is_converted,
    cast(converted_date as date) as converted_on,
    converted_account_id as account_id,
    cast(has_opted_out_of_email as boolean) as has_opted_out_of_email,
    cast(do_not_call as boolean) as has_opted_out_of_calls,
    cast(created_date as timestamp) as created_at,
    cast(coalesce(last_modified_date, system_modstamp) as timestamp) as updated_at
from latest
