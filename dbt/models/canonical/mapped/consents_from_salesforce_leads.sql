{{ config(enabled=is_used('salesforce')) }}

with leads as (
    select * from {{ ref('stg_salesforce__leads') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "leads.lead_id || ':email'",
        'is_deleted': 'leads.is_deleted',
        'party_record_id': 'leads.lead_id',
        'email': 'leads.email',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when leads.has_opted_out_of_email then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'HasOptedOutOfEmail'",
        'occurred_at': 'leads.updated_at',
    }, of='leads') }}
from leads
where has_opted_out_of_email is not null
union all
select
    {{ mapped_row('consent_event', {
        'source_record_id': "leads.lead_id || ':phone'",
        'is_deleted': 'leads.is_deleted',
        'party_record_id': 'leads.lead_id',
        'phone': 'coalesce(leads.mobile_phone, leads.phone)',
        'purpose': "'marketing'",
        'channel': "'phone'",
        'status': "case when leads.has_opted_out_of_calls then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'DoNotCall'",
        'occurred_at': 'leads.updated_at',
    }, of='leads') }}
from leads
where has_opted_out_of_calls is not null
