{{ config(enabled=is_used('zoho')) }}

with leads as (
    select * from {{ ref('stg_zoho__leads') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'leads.lead_id',
        'party_type': "'person'",
        'family_name': 'leads.family_name',
        'given_name': 'leads.given_name',
        'email': 'leads.email',
        'phone': 'leads.phone',
        'mobile_phone': 'leads.mobile_phone',
        'postal_code': 'leads.postal_code',
        'prefecture': 'leads.prefecture',
        'city': 'leads.city',
        'address_line': 'leads.street',
        'gender': "'unknown'",
        'job_title': 'leads.job_title',
        'lead_source': 'leads.lead_source',
        'lead_status': 'leads.lead_status',
        'lead_score': 'leads.lead_score',
        'created_at': 'leads.created_at',
        'updated_at': 'leads.updated_at',
    }, of='leads') }}
from leads
