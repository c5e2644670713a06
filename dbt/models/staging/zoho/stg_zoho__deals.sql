{{ config(enabled=is_used('zoho')) }}

with deals as (
    select
        *,
        {{ zoho_id('record_id') }} as deal_id
    from {{ source('zoho', 'deal') }}
),

latest as (
    {{ latest_version('deals', 'deal_id', cursor='modified_at') }}
)

select
    {{ landed() }},
    deal_id,
    {{ zoho_id('account_id') }} as account_id,
    {{ zoho_id('contact_id') }} as contact_id,
    deal_name,
    stage,
    cast(amount as decimal(18, 2)) as amount,
    cast(closing_date as date) as closing_on,
    {{ zoho_id('campaign_id') }} as campaign_id,
    cast(created_at as timestamp) as created_at
from latest
