with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }}
),

leads as (
    select * from {{ ref('stg_marketo__leads') }}
),

members as (
    select * from {{ ref('stg_smaregi__members') }}
),

activities as (
    select * from {{ ref('message_activity') }}
    where activity_type = 'unsubscribed'
),

business_clock as (
    select * from {{ ref('business_clock') }}
),

contact_email_flags as (
    select
        source_system,
        source_object,
        contact_id || ':email' as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        {{ x_local_date('contacts.updated_at') }} as business_date,
        is_deleted,
        tz_basis,
        contact_id as party_record_id,
        email,
        cast(null as string) as phone,
        member_code,
        'email' as channel,
        case when has_opted_out_of_email then 'withdrawn' else 'granted' end as status,
        'HasOptedOutOfEmail' as evidence,
        updated_at as occurred_at
    from contacts
    cross join business_clock
    where has_opted_out_of_email is not null
),

contact_phone_flags as (
    select
        source_system,
        source_object,
        contact_id || ':phone' as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        {{ x_local_date('contacts.updated_at') }} as business_date,
        is_deleted,
        tz_basis,
        contact_id as party_record_id,
        cast(null as string) as email,
        coalesce(mobile_phone, phone) as phone,
        member_code,
        'phone' as channel,
        case when has_opted_out_of_calls then 'withdrawn' else 'granted' end as status,
        'DoNotCall' as evidence,
        updated_at as occurred_at
    from contacts
    cross join business_clock
    where has_opted_out_of_calls is not null
),

lead_flags as (
    select
        source_system,
        source_object,
        lead_id || ':email' as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        {{ x_local_date('leads.updated_at') }} as business_date,
        false as is_deleted,
        tz_basis,
        lead_id as party_record_id,
        email,
        cast(null as string) as phone,
        cast(null as string) as member_code,
        'email' as channel,
        case when has_unsubscribed then 'withdrawn' else 'granted' end as status,
        'unsubscribed' as evidence,
        updated_at as occurred_at
    from leads
    cross join business_clock
    where has_unsubscribed is not null
),

member_flags as (
    select
        source_system,
        source_object,
        member_id || ':email' as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        joined_on as business_date,
        coalesce(status = '4', false) as is_deleted,
        tz_basis,
        member_id as party_record_id,
        email,
        cast(null as string) as phone,
        member_code,
        'email' as channel,
        case when mail_permission = '1' then 'granted' else 'denied' end as status,
        '案内メール受取許可フラグ' as evidence,
        -- The list does not date the flag; it was asked for on joining.
        {{ x_utc_timestamp('cast(joined_on as timestamp)', 'business_clock.timezone') }}
            as occurred_at
    from members
    cross join business_clock
    where mail_permission in ('0', '1')
),

unsubscribings as (
    select
        source_system,
        source_object,
        source_record_id,
        load_id,
        load_seq,
        source_row_number,
        business_date,
        is_deleted,
        tz_basis,
        party_record_id,
        email,
        cast(null as string) as phone,
        cast(null as string) as member_code,
        channel,
        'withdrawn' as status,
        'unsubscribed through ' || coalesce(campaign_name, campaign_id, 'a message') as evidence,
        occurred_at
    from activities
),

statements as (
    select *, 'flag' as basis from contact_email_flags
    union all
    select *, 'flag' as basis from contact_phone_flags
    union all
    select *, 'flag' as basis from lead_flags
    union all
    select *, 'flag' as basis from member_flags
    union all
    select *, 'explicit' as basis from unsubscribings
)

select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    source_row_number,
    business_date,
    is_deleted,
    tz_basis,
    -- Every statement read so far stands on a party row or on an activity of one.
    party_record_id as party_key,
    party_record_id,
    email,
    phone,
    member_code,
    'marketing' as purpose,
    channel,
    status,
    basis,
    evidence,
    occurred_at
from statements
