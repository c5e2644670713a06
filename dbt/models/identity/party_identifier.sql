with parties as (
    select * from {{ ref('party') }}
),

normalised as (
    select
        split_part(kind, '/', 1) as identifier_type,
        raw,
        value as normal_form
    from {{ source('identity', 'normalised_value') }}
),

identifiers as (
    select
        source_system,
        source_object,
        source_record_id,
        'email' as identifier_type,
        email as identifier_raw,
        created_at,
        updated_at
    from parties
    union all
    select
        source_system,
        source_object,
        source_record_id,
        'phone' as identifier_type,
        phone as identifier_raw,
        created_at,
        updated_at
    from parties
    union all
    select
        source_system,
        source_object,
        source_record_id,
        'phone' as identifier_type,
        mobile_phone as identifier_raw,
        created_at,
        updated_at
    from parties
    -- One number in both fields is one identifier.
    where mobile_phone is distinct from phone
    union all
    select
        source_system,
        source_object,
        source_record_id,
        'member_code' as identifier_type,
        member_code as identifier_raw,
        created_at,
        updated_at
    from parties
)

select
    identifiers.source_system,
    identifiers.source_object,
    identifiers.source_record_id,
    identifiers.identifier_type,
    identifiers.identifier_raw,
    -- The matching keeps no table of member codes: width and case are all that it evens out.
    case identifiers.identifier_type
        when 'member_code' then upper(trim(identifiers.identifier_raw))
        else normalised.normal_form
    end as identifier_norm,
    identifiers.created_at as first_seen_at,
    identifiers.updated_at as last_seen_at
from identifiers
left join normalised
    on
        identifiers.identifier_type = normalised.identifier_type
        and identifiers.identifier_raw = normalised.raw
where identifiers.identifier_raw is not null
