{{ config(enabled=is_used('salesforce')) }}

with opportunities as (
    select * from {{ ref('stg_salesforce__opportunities') }}
)

select
    {{ mapped_row('pipeline_item', {
        'source_record_id': 'opportunities.opportunity_id',
        'is_deleted': 'opportunities.is_deleted',
        'party_record_id': 'opportunities.contact_id',
        'account_record_id': 'opportunities.account_id',
        'item_type': "'deal'",
        'name': 'opportunities.opportunity_name',
        'stage': 'opportunities.stage',
        'amount': 'opportunities.amount',
        'is_closed': 'opportunities.is_closed',
        'is_won': 'opportunities.is_won',
        'created_at': 'opportunities.created_at',
        'closed_on': 'case when opportunities.is_closed then opportunities.close_on end',
        'campaign_id': 'opportunities.campaign_id',
    }, of='opportunities') }}
from opportunities
