{{ config(enabled=is_used('salesforce')) }}

with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "contacts.contact_id || ':email'",
        'is_deleted': 'contacts.is_deleted',
        'party_record_id': 'contacts.contact_id',
        'email': 'contacts.email',
        'member_code': 'contacts.member_code',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when contacts.has_opted_out_of_email then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'HasOptedOutOfEmail'",
        'occurred_at': 'contacts.updated_at',
    }, of='contacts') }}
from contacts
where has_opted_out_of_email is not null
union all
select
    {{ mapped_row('consent_event', {
        'source_record_id': "contacts.contact_id || ':phone'",
        'is_deleted': 'contacts.is_deleted',
        'party_record_id': 'contacts.contact_id',
        'phone': 'coalesce(contacts.mobile_phone, contacts.phone)',
        'member_code': 'contacts.member_code',
        'purpose': "'marketing'",
        'channel': "'phone'",
        'status': "case when contacts.has_opted_out_of_calls then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'DoNotCall'",
        'occurred_at': 'contacts.updated_at',
    }, of='contacts') }}
from contacts
where has_opted_out_of_calls is not null
