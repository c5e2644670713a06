{{ config(enabled=is_used('salesforce')) }}

with accounts as (
    select * from {{ ref('stg_salesforce__accounts') }}
)

select
    {{ mapped_row('account', {
        'source_record_id': 'accounts.account_id',
        'is_deleted': 'accounts.is_deleted',
        'account_name': 'accounts.account_name',
        'industry': 'accounts.industry',
        'employee_count': 'accounts.employee_count',
        'annual_revenue_amount': 'accounts.annual_revenue_amount',
        'postal_code': 'accounts.postal_code',
        'address_line': "nullif(concat_ws(' ', accounts.prefecture, accounts.city, accounts.street), '')",
        'domain': 'accounts.website',
        'created_at': 'accounts.created_at',
    }, of='accounts') }}
from accounts
