{{ config(enabled=is_used('salesforce')) }}

with cases as (
    select * from {{ ref('stg_salesforce__cases') }}
)

select
    {{ mapped_row('support_case', {
        'source_record_id': 'cases.case_id',
        'is_deleted': 'cases.is_deleted',
        'party_record_id': 'cases.contact_id',
        'email': 'cases.email',
        'phone': 'cases.phone',
        'channel': channel_of_origin('cases.origin'),
        'reason': 'cases.reason',
        'subject': 'cases.subject',
        'priority': 'cases.priority',
        'status': 'cases.status',
        'assignee': 'cases.owner_id',
        'created_at': 'cases.created_at',
        'solved_at': 'case when cases.is_closed then cases.closed_at end',
        'closed_at': 'cases.closed_at',
    }, of='cases') }}
from cases
