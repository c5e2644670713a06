{{ config(enabled=is_used('pardot')) }}

with latest as (
    {{ latest_version(source('pardot', 'prospect'), 'id', cursor='updated_at') }}
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    id as prospect_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
    last_name as family_name,
    first_name as given_name,
    email,
    phone,
    job_title,
    crm_account_id as account_id,
    source as lead_source,
    cast(score as integer) as lead_score,
    cast(is_do_not_email as boolean) as is_do_not_email,
    cast(is_do_not_call as boolean) as is_do_not_call,
    cast(opted_out as boolean) as has_opted_out,
    cast(created_at as timestamp) as created_at,
    cast(updated_at as timestamp) as updated_at
from latest
