{{ config(schema='measure', contract={'enforced': false}) }}

with consent_events as (
    select * from {{ ref('consent_event') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

ways as (
    select 'email' as way
    union all
    select 'phone' as way
),

statements as (
    select
        consent_events.source_system,
        consent_events.source_object,
        consent_events.source_record_id,
        consent_events.party_key,
        consent_events.basis,
        consent_events.occurred_at,
        ways.way,
        case consent_events.status
            when 'denied' then 3
            when 'withdrawn' then 2
            else 1
        end as strictness
    from consent_events
    inner join ways
        on consent_events.channel in (ways.way, 'all')
    cross join as_of
    where
        consent_events.purpose = 'marketing'
        and not consent_events.is_deleted
        and (
            consent_events.business_date is null
            or consent_events.business_date <= as_of.as_of_on
        )
),

-- A person's own statement and a flag in the record are kept apart, so that a later edit of the
-- record cannot speak over an unsubscription.
statements_in_force as (
    select *
    from statements
    qualify row_number() over (
        partition by source_system, party_key, basis, way
        order by
            occurred_at desc nulls last,
            strictness desc nulls last,
            source_object asc,
            source_record_id asc
    ) = 1
)

select
    source_system,
    party_key,
    max(strictness) filter (where way = 'email') as email_strictness,
    max(strictness) filter (where way = 'phone') as phone_strictness
from statements_in_force
group by source_system, party_key
