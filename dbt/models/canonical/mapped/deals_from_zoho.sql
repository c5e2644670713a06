{{ config(enabled=is_used('zoho')) }}

with deals as (
    select
        *,
        coalesce(lower(stage) in ('closed won', '受注', '成約'), false) as is_won,
        coalesce(
            lower(stage) in (
                'closed won', '受注', '成約', 'closed lost', 'closed-lost to competition',
                'closed lost to competition', '失注'
            ),
            false
        ) as is_closed
    from {{ ref('stg_zoho__deals') }}
)

select
    {{ mapped_row('pipeline_item', {
        'source_record_id': 'deals.deal_id',
        'party_record_id': 'deals.contact_id',
        'account_record_id': 'deals.account_id',
        'item_type': "'deal'",
        'name': 'deals.deal_name',
        'stage': 'deals.stage',
        'amount': 'deals.amount',
        'is_closed': 'deals.is_closed',
        'is_won': 'deals.is_won',
        'created_at': 'deals.created_at',
        'closed_on': 'case when deals.is_closed then deals.closing_on end',
        'campaign_id': 'deals.campaign_id',
    }, of='deals') }}
from deals
