{{ config(enabled=is_used('zendesk')) }}

with organizations as (
    select * from {{ ref('stg_zendesk__organizations') }}
)

select
    {{ mapped_row('account', {
        'source_record_id': 'organizations.organization_id',
        'account_name': 'organizations.name',
        'domain': 'organizations.domain',
        'created_at': 'organizations.created_at',
    }, of='organizations') }}
from organizations
