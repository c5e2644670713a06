with parties as (
    select * from {{ ref('party') }}
)

select
    source_system,
    member_code,
    source_record_id as party_record_id
from parties
where member_code is not null
-- A code that was moved to a new record still stands on the deleted one.
qualify row_number() over (
    partition by source_system, member_code
    order by is_deleted asc nulls last, load_seq asc, source_object asc, source_record_id asc
) = 1
