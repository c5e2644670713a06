{{ config(enabled=is_used('hubspot')) }}

with latest as (
    {{ latest_version(source('hubspot', 'contact'), 'record_id', cursor='modified_at') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    record_id as contact_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
    merged_record_ids,
    last_name as family_name,
    first_name as given_name,
    email,
    {{ unguarded('phone') }} as phone,
    {{ unguarded('mobile_phone') }} as mobile_phone,
    {{ unguarded('postal_code') }} as postal_code,
    state as prefecture,
    city,
    address as street,
    job_title,
    coalesce(lead_status, lifecycle_stage) as lead_status,
    lead_source,
    nullif(split_part(company_ids, ';', 1), '') as account_id,
    cast(opted_out_of_email as boolean) as has_opted_out_of_email,
    cast(created_at as timestamp) as created_at,
    cast(modified_at as timestamp) as updated_at
from latest
