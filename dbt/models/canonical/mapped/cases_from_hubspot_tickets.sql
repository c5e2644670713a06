{{ config(enabled=is_used('hubspot')) }}

with tickets as (
    select * from {{ ref('stg_hubspot__tickets') }}
)

select
    {{ mapped_row('support_case', {
        'source_record_id': 'tickets.ticket_id',
        'is_deleted': 'tickets.is_deleted',
        'party_record_id': 'tickets.contact_id',
        'channel': channel_of_origin('tickets.origin'),
        'reason': 'tickets.category',
        'subject': 'tickets.ticket_name',
        'priority': 'tickets.priority',
        'status': 'tickets.ticket_status',
        'assignee': 'tickets.owner',
        'created_at': 'tickets.created_at',
        'first_replied_at': 'tickets.first_replied_at',
        'solved_at': 'tickets.closed_at',
        'closed_at': 'tickets.closed_at',
    }, of='tickets') }}
from tickets
