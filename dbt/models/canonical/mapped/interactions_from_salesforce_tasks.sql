{{ config(enabled=is_used('salesforce')) }}

with tasks as (
    select * from {{ ref('stg_salesforce__tasks') }}
)

select
    {{ mapped_row('support_interaction', {
        'source_record_id': 'tasks.task_id',
        'is_deleted': 'tasks.is_deleted',
        'case_record_id': 'tasks.what_id',
        'author_type': "case when tasks.call_type = 'inbound' then 'customer' else 'agent' end",
        'is_public': "tasks.kind in ('call', 'email', 'listemail')",
        'direction': "case when tasks.call_type = 'inbound' then 'inbound' else 'outbound' end",
        'duration_seconds': 'tasks.duration_seconds',
        'text': 'tasks.description',
        'occurred_at': 'tasks.occurred_at',
    }, of='tasks') }}
from tasks
-- 500 begins the ids of cases; a task may be about anything.
where what_id like '500%'
