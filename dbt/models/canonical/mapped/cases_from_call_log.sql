{{ config(enabled=is_used('call_log')) }}

-- A call that the company made is no request of a customer, so it opens no case.
with calls as (
    select * from {{ ref('stg_call_log__phone_calls') }}
    where not is_outbound
)

select
    {{ mapped_row('support_case', {
        'source_record_id': 'calls.call_id',
        'phone': 'calls.customer_number',
        'channel': "'phone'",
        'reason': 'calls.ivr',
        'status': 'calls.status',
        'assignee': 'calls.agent',
        'created_at': 'calls.started_at',
        'solved_at': "case when calls.duration_seconds > 0 then "
            ~ x_plus_seconds('calls.started_at', 'calls.duration_seconds') ~ " end",
        'closed_at': x_plus_seconds('calls.started_at', 'coalesce(calls.duration_seconds, 0)'),
    }, of='calls') }}
from calls
