{{ config(enabled=is_used('zendesk')) }}

with users as (
    select * from {{ ref('stg_zendesk__users') }}
),

-- The CSV of tickets names its requesters; where users are delivered too, they know better.
requesters as (
    select
        tickets.*,
        min(tickets.first_load_seq) over (
            partition by tickets.source_system, tickets.requester_id
        ) as known_since_seq,
        min(tickets.created_at) over (
            partition by tickets.source_system, tickets.requester_id
        ) as first_created_at
    from {{ ref('stg_zendesk__tickets') }} as tickets
    left join users
        on
            tickets.source_system = users.source_system
            and tickets.requester_id = users.user_id
    where
        users.user_id is null
        and tickets.requester_id is not null
        and tickets.requester_name is not null
        and not tickets.is_deleted
    qualify row_number() over (
        partition by tickets.source_system, tickets.requester_id
        order by tickets.created_at desc nulls last, tickets.ticket_id desc
    ) = 1
)

select
    {{ mapped_row('party', {
        'source_record_id': 'users.user_id',
        'is_deleted': 'users.is_deleted',
        'party_type': "'person'",
        'full_name': 'users.name',
        'email': 'users.email',
        'phone': 'users.phone',
        'gender': "'unknown'",
        'account_record_id': 'users.organization_id',
        'created_at': 'users.created_at',
        'updated_at': 'users.updated_at',
    }, of='users') }}
from users
where role = 'end-user'
union all
select
    {{ mapped_row('party', {
        'source_object': "'requester'",
        'first_load_seq': 'requesters.known_since_seq',
        'source_record_id': 'requesters.requester_id',
        'party_type': "'person'",
        'full_name': 'requesters.requester_name',
        'email': 'requesters.requester_email',
        'gender': "'unknown'",
        'created_at': 'requesters.first_created_at',
    }, of='requesters') }}
from requesters
