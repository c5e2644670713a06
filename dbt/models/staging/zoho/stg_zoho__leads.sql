{{ config(enabled=is_used('zoho')) }}

with leads as (
    select
        *,
        {{ zoho_id('record_id') }} as lead_id
    from {{ source('zoho', 'lead') }}
),

latest as (
    {{ latest_version('leads', 'lead_id', cursor='modified_at') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    lead_id,
    company as company_name,
    lead_status,
    cast(score as integer) as lead_score,
    last_name as family_name,
    first_name as given_name,
    email,
    phone,
    mobile_phone,
    job_title,
    lead_source,
    cast(email_opt_out as boolean) as has_opted_out_of_email,
    street,
    city,
    state as prefecture,
    postal_code,
    cast(created_at as timestamp) as created_at,
    cast(coalesce(modified_at, created_at) as timestamp) as updated_at
from latest
