{{ config(enabled=is_used('call_log')) }}

with calls as (
    select * from {{ ref('stg_call_log__phone_calls') }}
),

-- What the agent wrote down are not the customer's words, and the customer never sees them.
said as (
    select
        *,
        call_id as interaction_id,
        case when is_outbound then 'agent' else 'customer' end as author_type,
        true as is_public,
        cast(null as string) as words
    from calls
    union all
    select
        *,
        call_id || ':note' as interaction_id,
        'agent' as author_type,
        false as is_public,
        note as words
    from calls
    where note is not null
)

select
    {{ mapped_row('support_interaction', {
        'source_record_id': 'said.interaction_id',
        'case_record_id': 'case when not said.is_outbound then said.call_id end',
        'author_type': 'said.author_type',
        'is_public': 'said.is_public',
        'direction': "case when said.is_outbound then 'outbound' else 'inbound' end",
        'duration_seconds': 'case when said.is_public then said.duration_seconds end',
        'text': 'said.words',
        'occurred_at': 'case when said.is_public then said.started_at else '
            ~ x_plus_seconds('said.started_at', 'coalesce(said.duration_seconds, 0)') ~ ' end',
    }, of='said') }}
from said
