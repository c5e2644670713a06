{{ config(enabled=is_used('zendesk')) }}

with users as (
    select * from {{ ref('stg_zendesk__users') }}
    where role = 'end-user' and external_id is not null
)

select
    {{ mapped_row('party_identifier', {
        'source_record_id': "users.user_id || ':external_id'",
        'is_deleted': 'users.is_deleted',
        'party_record_id': 'users.user_id',
        'identifier_type': "'external_id'",
        'identifier_raw': 'users.external_id',
        'first_seen_at': 'users.created_at',
        'last_seen_at': 'users.updated_at',
    }, of='users') }}
from users
