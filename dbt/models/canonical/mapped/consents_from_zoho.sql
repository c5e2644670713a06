{{ config(enabled=is_used('zoho')) }}

with contacts as (
    select * from {{ ref('stg_zoho__contacts') }}
),

leads as (
    select * from {{ ref('stg_zoho__leads') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "contacts.contact_id || ':email'",
        'party_record_id': 'contacts.contact_id',
        'email': 'contacts.email',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when contacts.has_opted_out_of_email then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'Email Opt Out'",
        'occurred_at': 'contacts.updated_at',
    }, of='contacts') }}
from contacts
where has_opted_out_of_email is not null
union all
select
    {{ mapped_row('consent_event', {
        'source_record_id': "leads.lead_id || ':email'",
        'party_record_id': 'leads.lead_id',
        'email': 'leads.email',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when leads.has_opted_out_of_email then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'Email Opt Out'",
        'occurred_at': 'leads.updated_at',
    }, of='leads') }}
from leads
where has_opted_out_of_email is not null
