{{ config(enabled=is_used('zoho')) }}

with leads as (
    select * from {{ ref('stg_zoho__leads') }}
)

select
    {{ mapped_row('pipeline_item', {
        'source_record_id': 'leads.lead_id',
        'party_record_id': 'leads.lead_id',
        'item_type': "'lead'",
        'name': 'leads.company_name',
        'stage': 'leads.lead_status',
        'is_closed': "coalesce(lower(leads.lead_status) in ('junk lead', 'lost lead', 'not qualified'), false)",
        'is_won': 'false',
        'created_at': 'leads.created_at',
    }, of='leads') }}
from leads
