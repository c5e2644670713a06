{{ config(enabled=is_used('salesforce')) }}

with leads as (
    select * from {{ ref('stg_salesforce__leads') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'leads.lead_id',
        'is_deleted': 'leads.is_deleted',
        'party_type': "'person'",
        'family_name': 'leads.family_name',
        'given_name': 'leads.given_name',
        'family_name_kana': 'leads.family_name_kana',
        'given_name_kana': 'leads.given_name_kana',
        'email': 'leads.email',
        'phone': 'leads.phone',
        'mobile_phone': 'leads.mobile_phone',
        'postal_code': 'leads.postal_code',
        'prefecture': 'leads.prefecture',
        'city': 'leads.city',
        'address_line': 'leads.street',
        'gender': "'unknown'",
        'account_record_id': 'leads.account_id',
        'job_title': 'leads.job_title',
        'lead_source': 'leads.lead_source',
        'lead_status': 'leads.lead_status',
        'created_at': 'leads.created_at',
        'updated_at': 'leads.updated_at',
        'merged_into_record_id': 'leads.merged_into_record_id',
    }, of='leads') }}
from leads
