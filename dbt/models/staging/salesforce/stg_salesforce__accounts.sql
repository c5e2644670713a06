{{ config(enabled=is_used('salesforce')) }}

with latest as (
    {{ latest_version(source('salesforce', 'account'), 'id', cursor='system_modstamp') }}
)

select
    {{ landed() }},
    id as account_id,
    cast(is_deleted as boolean) as is_deleted,
    name as account_name,
    industry,
    cast(number_of_employees as integer) as employee_count,
    cast(annual_revenue as decimal(18, 2)) as annual_revenue_amount,
    billing_postal_code as postal_code,
    billing_state as prefecture,
    billing_city as city,
    billing_street as street,
    website,
    cast(created_date as timestamp) as created_at
from latest
