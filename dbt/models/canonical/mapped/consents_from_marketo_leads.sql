{{ config(enabled=is_used('marketo')) }}

with leads as (
    select * from {{ ref('stg_marketo__leads') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "leads.lead_id || ':email'",
        'party_record_id': 'leads.lead_id',
        'email': 'leads.email',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when leads.has_unsubscribed then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'unsubscribed'",
        'occurred_at': 'leads.updated_at',
    }, of='leads') }}
from leads
where has_unsubscribed is not null
