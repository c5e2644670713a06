{{ config(enabled=is_used('zendesk')) }}

with latest as (
    {{ latest_version(source('zendesk', 'ticket'), 'id', cursor='updated_at') }}
),

-- The winner of a merge lists the tickets that it took over.
listed as (
    select
        source_system,
        id as winner_id,
        {{ x_each_part("translate(merged_ticket_ids, '[]\" ', '')", ',') }} as ticket_id
    from latest
    where length(merged_ticket_ids) > 2
),

merged as (
    select
        source_system,
        ticket_id,
        max(winner_id) as winner_id
    from listed
    where ticket_id <> ''
    group by source_system, ticket_id
)

select
    latest.source_system,
    latest.source_object,
    latest.load_id,
    cast(latest.load_seq as integer) as load_seq,
    cast(latest.first_load_seq as integer) as first_load_seq,
    cast(latest.source_row_number as bigint) as source_row_number,
    latest.tz_basis,
    latest.id as ticket_id,
    latest.subject,
    lower(latest.status) as status,
    lower(latest.priority) as priority,
    lower(latest.via) as via,
    latest.requester_id,
    latest.requester_name,
    latest.requester_external_id,
    latest.requester_email,
    latest.requester_phone,
    latest.assignee,
    latest.reason,
    cast(latest.created_at as timestamp) as created_at,
    cast(latest.solved_at as timestamp) as solved_at,
    -- A closed ticket cannot be changed any more, so its last change is the closing.
    case when lower(latest.status) = 'closed' then cast(latest.updated_at as timestamp) end
        as closed_at,
    cast(latest.first_reply_minutes as integer) as first_reply_minutes,
    cast(latest.reopens as integer) as reopened_count,
    cast(latest.replies as integer) as reply_count,
    -- A rating with a comment is told in one word by the connector: goodwithcomment.
    case
        when lower(latest.satisfaction) like 'good%' then 1
        when lower(latest.satisfaction) like 'bad%' then 0
    end as satisfaction_score,
    lower(latest.status) = 'deleted' as is_deleted,
    merged.winner_id as merged_into_ticket_id,
    merged.winner_id is not null
    or coalesce(latest.tags like '%closed_by_merge%', false) as is_merged
from latest
left join merged
    on
        latest.source_system = merged.source_system
        and latest.id = merged.ticket_id
