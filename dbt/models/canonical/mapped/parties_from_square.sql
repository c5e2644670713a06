{{ config(enabled=is_used('square')) }}

with buyers as (
    select * from {{ ref('stg_square__items') }}
    where customer_id is not null
),

-- The latest receipt tells what the directory says of the buyer now.
latest as (
    select
        *,
        min(first_load_seq) over (partition by source_system, customer_id) as known_since_seq,
        min(sold_at) over (partition by source_system, customer_id) as first_sold_at,
        max(sold_at) over (partition by source_system, customer_id) as last_sold_at
    from buyers
    qualify row_number() over (
        partition by source_system, customer_id
        order by load_seq desc, sold_at desc nulls last, source_row_number desc
    ) = 1
)

select
    {{ mapped_row('party', {
        'source_object': "'customer'",
        'first_load_seq': 'latest.known_since_seq',
        'source_record_id': 'latest.customer_id',
        'party_type': "'person'",
        'full_name': 'latest.customer_name',
        'member_code': 'latest.customer_reference_id',
        'created_at': 'latest.first_sold_at',
        'updated_at': 'latest.last_sold_at',
    }, of='latest') }}
from latest
