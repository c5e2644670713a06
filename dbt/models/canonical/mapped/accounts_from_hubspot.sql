{{ config(enabled=is_used('hubspot')) }}

with companies as (
    select * from {{ ref('stg_hubspot__companies') }}
)

select
    {{ mapped_row('account', {
        'source_record_id': 'companies.company_id',
        'is_deleted': 'companies.is_deleted',
        'account_name': 'companies.company_name',
        'industry': 'companies.industry',
        'employee_count': 'companies.employee_count',
        'annual_revenue_amount': 'companies.annual_revenue_amount',
        'postal_code': 'companies.postal_code',
        'address_line': "nullif(concat_ws(' ', companies.prefecture, companies.city, companies.street), '')",
        'domain': 'companies.domain',
        'created_at': 'companies.created_at',
    }, of='companies') }}
from companies
