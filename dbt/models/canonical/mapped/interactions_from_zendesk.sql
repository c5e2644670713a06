{{ config(enabled=is_used('zendesk')) }}

with tickets as (
    select * from {{ ref('stg_zendesk__tickets') }}
),

comments as (
    select * from {{ ref('stg_zendesk__comments') }}
),

users as (
    select * from {{ ref('stg_zendesk__users') }}
),

said as (
    select
        comments.*,
        -- What was said in a ticket that lost a merge goes on in the winner.
        coalesce(tickets.merged_into_ticket_id, comments.ticket_id) as case_id,
        case
            when comments.author_id = '-1' then 'bot'
            when
                coalesce(comments.author_id = tickets.requester_id, false)
                or coalesce(users.role = 'end-user', false)
                then 'customer'
            else 'agent'
        end as author_type
    from comments
    left join tickets
        on
            comments.source_system = tickets.source_system
            and comments.ticket_id = tickets.ticket_id
    left join users
        on
            comments.source_system = users.source_system
            and comments.author_id = users.user_id
)

select
    {{ mapped_row('support_interaction', {
        'source_record_id': 'said.comment_id',
        'case_record_id': 'said.case_id',
        'author_type': 'said.author_type',
        'is_public': 'said.is_public',
        'direction': "case said.author_type when 'customer' then 'inbound' else 'outbound' end",
        'duration_seconds': 'said.duration_seconds',
        'text': 'said.body',
        'occurred_at': 'said.created_at',
    }, of='said') }}
from said
