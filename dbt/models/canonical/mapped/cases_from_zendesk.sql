{{ config(enabled=is_used('zendesk')) }}

with tickets as (
    select * from {{ ref('stg_zendesk__tickets') }}
)

select
    {{ mapped_row('support_case', {
        'source_record_id': 'tickets.ticket_id',
        'is_deleted': 'tickets.is_deleted or tickets.is_merged',
        'party_record_id': 'tickets.requester_id',
        'email': 'tickets.requester_email',
        'phone': 'tickets.requester_phone',
        'channel': zendesk_channel('tickets.via'),
        'reason': 'tickets.reason',
        'subject': 'tickets.subject',
        'priority': 'tickets.priority',
        'status': 'tickets.status',
        'assignee': 'tickets.assignee',
        'created_at': 'tickets.created_at',
        'first_replied_at': x_plus_seconds('tickets.created_at', 'tickets.first_reply_minutes * 60'),
        'solved_at': "case when tickets.status in ('solved', 'closed') then tickets.solved_at end",
        'closed_at': 'tickets.closed_at',
        'reopened_count': 'tickets.reopened_count',
        'reply_count': 'tickets.reply_count',
        'satisfaction_score': 'tickets.satisfaction_score',
    }, of='tickets') }}
from tickets
