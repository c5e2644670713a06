with interactions as (
    {{ mapped('support_interaction') }}
),

cases as (
    select
        source_system,
        source_record_id,
        party_key,
        channel,
        is_deleted
    from {{ ref('support_case') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    interactions.source_system,
    interactions.source_object,
    interactions.source_record_id,
    interactions.load_id,
    interactions.load_seq,
    interactions.source_row_number,
    coalesce(interactions.business_date, {{ x_local_date('interactions.occurred_at') }})
        as business_date,
    -- A deleted case takes what was said in it along.
    coalesce(interactions.is_deleted, false) or coalesce(cases.is_deleted, false) as is_deleted,
    interactions.tz_basis,
    cases.party_key,
    interactions.case_record_id,
    cases.channel,
    interactions.author_type,
    interactions.is_public,
    interactions.direction,
    interactions.duration_seconds,
    interactions.text,
    interactions.occurred_at
from interactions
left join cases
    on
        interactions.source_system = cases.source_system
        and interactions.case_record_id = cases.source_record_id
inner join business_clock
    on interactions.load_seq = business_clock.load_seq
