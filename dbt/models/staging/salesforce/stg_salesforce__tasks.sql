{{ config(enabled=is_used('salesforce')) }}

with latest as (
    {{ latest_version(source('salesforce', 'task'), 'id', cursor='system_modstamp') }}
)

select
    {{ landed() }},
    id as task_id,
    cast(is_deleted as boolean) as is_deleted,
    who_id,
    what_id,
    lower(coalesce(task_subtype, type)) as kind,
    lower(call_type) as call_type,
    cast(call_duration_seconds as double) as duration_seconds,
    description,
    cast(coalesce(completed_at, created_date) as timestamp) as occurred_at
from latest
