{{ config(enabled=is_used('hubspot')) }}

with deals as (
    select * from {{ ref('stg_hubspot__deals') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    {{ mapped_row('pipeline_item', {
        'source_record_id': 'deals.deal_id',
        'is_deleted': 'deals.is_deleted',
        'party_record_id': 'deals.contact_id',
        'account_record_id': 'deals.account_id',
        'item_type': "'deal'",
        'name': 'deals.deal_name',
        'stage': 'deals.deal_stage',
        'amount': 'deals.amount',
        'is_closed': 'deals.is_closed',
        'is_won': 'deals.is_won',
        'created_at': 'deals.created_at',
        'closed_on': 'case when deals.is_closed then ' ~ x_local_date('deals.close_at') ~ ' end',
    }, of='deals') }}
from deals
inner join business_clock
    on deals.load_seq = business_clock.load_seq
