{{ config(enabled=is_used('salesforce')) }}

with leads as (
    select * from {{ ref('stg_salesforce__leads') }}
)

select
    {{ mapped_row('pipeline_item', {
        'source_record_id': 'leads.lead_id',
        'is_deleted': 'leads.is_deleted',
        'party_record_id': 'leads.lead_id',
        'account_record_id': 'leads.account_id',
        'item_type': "'lead'",
        'name': 'leads.company_name',
        'stage': 'leads.lead_status',
        'is_closed': 'leads.is_converted',
        'is_won': 'leads.is_converted',
        'created_at': 'leads.created_at',
        'closed_on': 'leads.converted_on',
    }, of='leads') }}
from leads
