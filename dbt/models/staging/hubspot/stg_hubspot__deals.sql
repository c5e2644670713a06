{{ config(enabled=is_used('hubspot')) }}

with latest as (
    {{ latest_version(source('hubspot', 'deal'), 'record_id', cursor='modified_at') }}
),

-- Closed Won, closedwon and 成約 (受注) are one stage in three tongues.
staged as (
    select
        *,
        lower(translate(deal_stage, ' _-()（）', '')) as plain_stage
    from latest
)

select
    {{ landed() }},
    record_id as deal_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
    nullif(split_part(contact_ids, ';', 1), '') as contact_id,
    nullif(split_part(company_ids, ';', 1), '') as account_id,
    deal_name,
    deal_stage,
    cast(amount as decimal(18, 2)) as amount,
    coalesce(
        cast(is_closed as boolean),
        {{ x_regex_match('plain_stage', 'closedwon|closedlost|成約|受注|失注|不成立') }}
    ) as is_closed,
    coalesce(
        cast(is_won as boolean), {{ x_regex_match('plain_stage', 'closedwon|成約|受注') }}
    ) as is_won,
    cast(created_at as timestamp) as created_at,
    cast(close_at as timestamp) as close_at
from staged
