with opportunities as (
    select * from {{ ref('stg_salesforce__opportunities') }}
),

parties as (
    select
        source_system,
        source_record_id
    from {{ ref('party') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    opportunities.source_system,
    opportunities.source_object,
    opportunities.opportunity_id as source_record_id,
    opportunities.load_id,
    opportunities.load_seq,
    opportunities.source_row_number,
    {{ x_local_date('opportunities.created_at') }} as business_date,
    opportunities.is_deleted,
    opportunities.tz_basis,
    parties.source_record_id as party_key,
    opportunities.contact_id as party_record_id,
    opportunities.account_id as account_record_id,
    'deal' as item_type,
    opportunities.opportunity_name as name,
    opportunities.stage,
    opportunities.amount,
    opportunities.is_closed,
    opportunities.is_won,
    opportunities.created_at,
    case when opportunities.is_closed then opportunities.close_on end as closed_on,
    opportunities.campaign_id
from opportunities
left join parties
    on
        opportunities.source_system = parties.source_system
        and opportunities.contact_id = parties.source_record_id
inner join business_clock
    on opportunities.load_seq = business_clock.load_seq
