{{ config(enabled=is_used('salesforce')) }}

with latest as (
    {{ latest_version(source('salesforce', 'opportunity'), 'id', cursor='system_modstamp') }}
)

select
    {{ landed() }},
    id as opportunity_id,
    cast(is_deleted as boolean) as is_deleted,
    account_id,
    contact_id,
    name as opportunity_name,
    stage_name as stage,
    cast(amount as decimal(18, 2)) as amount,
    cast(close_date as date) as close_on,
    cast(is_closed as boolean) as is_closed,
    cast(is_won as boolean) as is_won,
    campaign_id,
    cast(created_date as timestamp) as created_at
from latest
