with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    contacts.source_system,
    contacts.source_object,
    contacts.contact_id || ':email' as source_record_id,
    contacts.load_id,
    contacts.load_seq,
    contacts.source_row_number,
    {{ x_local_date('contacts.updated_at') }} as business_date,
    contacts.is_deleted,
    contacts.tz_basis,
    contacts.contact_id as party_record_id,
    contacts.email,
    cast(null as string) as phone,
    contacts.member_code,
    'email' as channel,
    case when contacts.has_opted_out_of_email then 'withdrawn' else 'granted' end as status,
    'flag' as basis,
    'HasOptedOutOfEmail' as evidence,
    contacts.updated_at as occurred_at
from contacts
inner join business_clock
    on contacts.load_seq = business_clock.load_seq
where contacts.has_opted_out_of_email is not null
union all
select
    contacts.source_system,
    contacts.source_object,
    contacts.contact_id || ':phone' as source_record_id,
    contacts.load_id,
    contacts.load_seq,
    contacts.source_row_number,
    {{ x_local_date('contacts.updated_at') }} as business_date,
    contacts.is_deleted,
    contacts.tz_basis,
    contacts.contact_id as party_record_id,
    cast(null as string) as email,
    coalesce(contacts.mobile_phone, contacts.phone) as phone,
    contacts.member_code,
    'phone' as channel,
    case when contacts.has_opted_out_of_calls then 'withdrawn' else 'granted' end as status,
    'flag' as basis,
    'DoNotCall' as evidence,
    contacts.updated_at as occurred_at
from contacts
inner join business_clock
    on contacts.load_seq = business_clock.load_seq
where contacts.has_opted_out_of_calls is not null
