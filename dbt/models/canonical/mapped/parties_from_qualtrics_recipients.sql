{{ config(enabled=is_used('qualtrics')) }}

-- The latest sheet speaks for its recipient; the first one says since when the person is known.
with recipients as (
    select
        *,
        min(load_seq) over (partition by source_system, recipient_id) as first_load_seq,
        min(responded_at) over (partition by source_system, recipient_id) as first_responded_at
    from {{ ref('stg_qualtrics__responses') }}
    where recipient_id is not null
    qualify row_number() over (
        partition by source_system, recipient_id
        order by responded_at desc nulls last, load_seq desc, source_row_number desc
    ) = 1
)

select
    {{ mapped_row('party', {
        'source_object': "'recipient'",
        'source_record_id': 'recipients.recipient_id',
        'party_type': "'person'",
        'family_name': 'recipients.family_name',
        'given_name': 'recipients.given_name',
        'email': 'recipients.email',
        'gender': "'unknown'",
        'member_code': 'recipients.member_code',
        'created_at': 'recipients.first_responded_at',
        'updated_at': 'recipients.responded_at',
    }, of='recipients') }}
from recipients
