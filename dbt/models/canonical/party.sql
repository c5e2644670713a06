with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }}
),

leads as (
    select * from {{ ref('stg_marketo__leads') }}
),

members as (
    select * from {{ ref('stg_smaregi__members') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
),

-- The latest sheet speaks for its recipient; the first one says since when the person is known.
recipients as (
    select
        *,
        min(responded_at) over (partition by source_system, recipient_id) as first_responded_at
    from {{ ref('stg_qualtrics__responses') }}
    where recipient_id is not null
    qualify row_number() over (
        partition by source_system, recipient_id
        order by responded_at desc nulls last, load_seq desc, source_row_number desc
    ) = 1
),

contact_parties as (
    select
        source_system,
        source_object,
        contact_id as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        {{ x_local_date('contacts.created_at') }} as business_date,
        is_deleted,
        tz_basis,
        family_name,
        given_name,
        family_name_kana,
        given_name_kana,
        email,
        phone,
        mobile_phone,
        postal_code,
        prefecture,
        city,
        street as address_line,
        birth_on,
        'unknown' as gender,
        member_code,
        account_id as account_record_id,
        job_title,
        lead_source,
        cast(null as string) as lead_status,
        cast(null as integer) as lead_score,
        created_at,
        updated_at,
        cast(null as date) as left_on,
        merged_into_contact_id as merged_into_record_id
    from contacts
    cross join business_clock
),

lead_parties as (
    select
        source_system,
        source_object,
        lead_id as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        {{ x_local_date('leads.created_at') }} as business_date,
        false as is_deleted,
        tz_basis,
        family_name,
        given_name,
        family_name_kana,
        given_name_kana,
        email,
        phone,
        mobile_phone,
        postal_code,
        prefecture,
        city,
        street as address_line,
        birth_on,
        'unknown' as gender,
        cast(null as string) as member_code,
        cast(null as string) as account_record_id,
        cast(null as string) as job_title,
        lead_source,
        lead_status,
        lead_score,
        created_at,
        updated_at,
        cast(null as date) as left_on,
        cast(null as string) as merged_into_record_id
    from leads
    cross join business_clock
),

member_parties as (
    select
        source_system,
        source_object,
        member_id as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        joined_on as business_date,
        -- 4: lost in a merge, the winner is not in the file. 3 has left but still is a person.
        coalesce(status = '4', false) as is_deleted,
        tz_basis,
        family_name,
        given_name,
        family_name_kana,
        given_name_kana,
        email,
        phone,
        mobile_phone,
        postal_code,
        cast(null as string) as prefecture,
        cast(null as string) as city,
        address as address_line,
        birth_on,
        case sex when '1' then 'male' when '2' then 'female' else 'unknown' end as gender,
        member_code,
        cast(null as string) as account_record_id,
        cast(null as string) as job_title,
        cast(null as string) as lead_source,
        cast(null as string) as lead_status,
        cast(null as integer) as lead_score,
        {{ x_utc_timestamp('cast(joined_on as timestamp)', 'business_clock.timezone') }}
            as created_at,
        -- The list has no time of change; a visit touches the record and is the nearest to one.
        last_visited_at as updated_at,
        left_on,
        cast(null as string) as merged_into_record_id
    from members
    cross join business_clock
),

recipient_parties as (
    select
        source_system,
        'recipient' as source_object,
        recipient_id as source_record_id,
        load_id,
        load_seq,
        source_row_number,
        {{ x_local_date('recipients.first_responded_at') }} as business_date,
        false as is_deleted,
        tz_basis,
        family_name,
        given_name,
        cast(null as string) as family_name_kana,
        cast(null as string) as given_name_kana,
        email,
        cast(null as string) as phone,
        cast(null as string) as mobile_phone,
        cast(null as string) as postal_code,
        cast(null as string) as prefecture,
        cast(null as string) as city,
        cast(null as string) as address_line,
        cast(null as date) as birth_on,
        'unknown' as gender,
        member_code,
        cast(null as string) as account_record_id,
        cast(null as string) as job_title,
        cast(null as string) as lead_source,
        cast(null as string) as lead_status,
        cast(null as integer) as lead_score,
        first_responded_at as created_at,
        responded_at as updated_at,
        cast(null as date) as left_on,
        cast(null as string) as merged_into_record_id
    from recipients
    cross join business_clock
),

parties as (
    select * from contact_parties
    union all
    select * from lead_parties
    union all
    select * from member_parties
    union all
    select * from recipient_parties
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
    'person' as party_type,
    nullif(concat_ws(' ', family_name, given_name), '') as full_name,
    family_name,
    given_name,
    nullif(concat_ws(' ', family_name_kana, given_name_kana), '') as full_name_kana,
    family_name_kana,
    given_name_kana,
    email,
    phone,
    mobile_phone,
    postal_code,
    prefecture,
    city,
    address_line,
    birth_on,
    gender,
    member_code,
    account_record_id,
    job_title,
    cast(null as string) as occupation,
    lead_source,
    lead_status,
    lead_score,
    created_at,
    updated_at,
    left_on,
    merged_into_record_id
from parties
