{{ config(enabled=is_used('pardot')) }}

with prospects as (
    select * from {{ ref('stg_pardot__prospects') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'prospects.prospect_id',
        'is_deleted': 'prospects.is_deleted',
        'party_type': "'person'",
        'family_name': 'prospects.family_name',
        'given_name': 'prospects.given_name',
        'email': 'prospects.email',
        'phone': 'prospects.phone',
        'gender': "'unknown'",
        'account_record_id': 'prospects.account_id',
        'job_title': 'prospects.job_title',
        'lead_source': 'prospects.lead_source',
        'lead_score': 'prospects.lead_score',
        'created_at': 'prospects.created_at',
        'updated_at': 'prospects.updated_at',
    }, of='prospects') }}
from prospects
