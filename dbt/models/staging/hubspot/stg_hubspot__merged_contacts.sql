{{ config(enabled=is_used('hubspot')) }}

with winners as (
    select * from {{ ref('stg_hubspot__contacts') }}
    where merged_record_ids is not null
),

taken_in as (
    select
        winners.*,
        {{ x_each_part('merged_record_ids', ';') }} as listed_id
    from winners
)

select
    {{ landed() }},
    first_load_seq,
    trim(listed_id) as contact_id,
    contact_id as merged_into_contact_id
from taken_in
where trim(listed_id) not in ('', contact_id)
-- Who was merged twice stands in two lists; either leads to the same person.
qualify row_number() over (
    partition by source_system, trim(listed_id)
    order by updated_at desc nulls last, contact_id asc
) = 1
