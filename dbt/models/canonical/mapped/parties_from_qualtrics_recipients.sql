-- The latest sheet speaks for its recipient; the first one says since when the person is known.
with recipients as (
    select
        *,
        min(load_seq) over (partition by source_system, recipient_id) as first_load_seq,
        min(responded_at) over (partition by source_system, recipient_id) as first_responded_at
    from {{ ref('stg_qualtrics__responses') }}
    where recipient_id is not null
    qualify row_number() over (
        partition by source_system, recipient_id
        order by responded_at desc nulls last, load_seq desc, source_row_number desc
    ) = 1
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    recipients.source_system,
    'recipient' as source_object,
    recipients.recipient_id as source_record_id,
    recipients.load_id,
    recipients.load_seq,
    recipients.first_load_seq,
    recipients.source_row_number,
    {{ x_local_date('recipients.first_responded_at') }} as business_date,
    false as is_deleted,
    recipients.tz_basis,
    recipients.family_name,
    recipients.given_name,
    cast(null as string) as family_name_kana,
    cast(null as string) as given_name_kana,
    recipients.email,
    cast(null as string) as phone,
    cast(null as string) as mobile_phone,
    cast(null as string) as postal_code,
    cast(null as string) as prefecture,
    cast(null as string) as city,
    cast(null as string) as address_line,
    cast(null as date) as birth_on,
    'unknown' as gender,
    recipients.member_code,
    cast(null as string) as account_record_id,
    cast(null as string) as job_title,
    cast(null as string) as lead_source,
    cast(null as string) as lead_status,
    cast(null as integer) as lead_score,
    recipients.first_responded_at as created_at,
    recipients.responded_at as updated_at,
    cast(null as date) as left_on,
    cast(null as string) as merged_into_record_id
from recipients
inner join business_clock
    on recipients.load_seq = business_clock.load_seq
