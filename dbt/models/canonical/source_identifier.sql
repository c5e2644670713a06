with identifiers as (
    {{ mapped('party_identifier') }}
)

select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    source_row_number,
    coalesce(is_deleted, false) as is_deleted,
    tz_basis,
    party_record_id,
    lower(identifier_type) as identifier_type,
    coalesce(identifier_raw, identifier_norm) as identifier_raw,
    first_seen_at,
    last_seen_at
from identifiers
where party_record_id is not null and coalesce(identifier_raw, identifier_norm) is not null
