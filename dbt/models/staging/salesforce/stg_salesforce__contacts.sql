{{ config(enabled=is_used('salesforce')) }}

with delivered as (
    select
        *,
        {{ salesforce_id('id') }} as contact_id,
        coalesce(system_modstamp, last_modified_date) as changed_at
    from {{ source('salesforce', 'contact') }}
),

versions as (
    select
        *,
        row_number() over (
            partition by source_system, contact_id
            order by changed_at desc nulls last, load_seq desc, source_row_number desc
        ) as age_rank
    from delivered
),

-- A report leaves columns out, and what it does not say about consent it does not take back.
flags as (
    select
        source_system as flagged_system,
        contact_id as flagged_contact_id,
        max_by(has_opted_out_of_email, -age_rank) filter (
            where has_opted_out_of_email is not null
        ) as last_email_flag,
        max_by(do_not_call, -age_rank) filter (
            where do_not_call is not null
        ) as last_call_flag
    from versions
    group by source_system, contact_id
),

latest as (
    {{ latest_version('delivered', 'contact_id', cursor='changed_at') }}
),

carried as (
    select
        latest.*,
        flags.last_email_flag,
        flags.last_call_flag
    from latest
    inner join flags
        on
            latest.source_system = flags.flagged_system
            and latest.contact_id = flags.flagged_contact_id
)

select
    {{ landed() }},
    cast(first_load_seq as integer) as first_load_seq,
    contact_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
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
    cast(last_email_flag as boolean) as has_opted_out_of_email,
    cast(last_call_flag as boolean) as has_opted_out_of_calls,
    member_code,
    cast(created_date as timestamp) as created_at,
    cast(coalesce(last_modified_date, system_modstamp) as timestamp) as updated_at
from carried
