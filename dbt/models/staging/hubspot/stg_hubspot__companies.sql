{{ config(enabled=is_used('hubspot')) }}

with latest as (
    {{ latest_version(source('hubspot', 'company'), 'record_id', cursor='modified_at') }}
)

select
    {{ landed() }},
    record_id as company_id,
    coalesce(cast(is_deleted as boolean), false) as is_deleted,
    company_name,
    coalesce(domain, website) as domain,
    industry,
    cast(employee_count as integer) as employee_count,
    cast(annual_revenue as decimal(18, 2)) as annual_revenue_amount,
    {{ unguarded('postal_code') }} as postal_code,
    state as prefecture,
    city,
    nullif(concat_ws(' ', address, address_2), '') as street,
    cast(created_at as timestamp) as created_at
from latest
