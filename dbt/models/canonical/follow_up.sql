with follow_ups as (
    {{ mapped('follow_up') }}
),

parties as (
    select distinct
        source_system,
        source_record_id
    from {{ ref('party') }}
),

responses as (
    select * from {{ ref('survey_response') }}
),

cases as (
    select * from {{ ref('support_case') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    follow_ups.source_system,
    follow_ups.source_object,
    follow_ups.source_record_id,
    follow_ups.load_id,
    follow_ups.load_seq,
    follow_ups.source_row_number,
    coalesce(
        follow_ups.business_date, {{ x_local_date('follow_ups.contacted_at') }}, follow_ups.due_on
    ) as business_date,
    coalesce(follow_ups.is_deleted, false)
    or coalesce(responses.is_deleted, false)
    or coalesce(cases.is_deleted, false) as is_deleted,
    follow_ups.tz_basis,
    coalesce(parties.source_record_id, responses.party_key, cases.party_key) as party_key,
    follow_ups.response_record_id,
    follow_ups.case_record_id,
    follow_ups.party_record_id,
    follow_ups.owner,
    follow_ups.due_on,
    follow_ups.contacted_at,
    follow_ups.outcome,
    follow_ups.resolved_at
from follow_ups
left join parties
    on
        follow_ups.source_system = parties.source_system
        and follow_ups.party_record_id = parties.source_record_id
left join responses
    on
        follow_ups.source_system = responses.source_system
        and follow_ups.response_record_id = responses.source_record_id
left join cases
    on
        follow_ups.source_system = cases.source_system
        and follow_ups.case_record_id = cases.source_record_id
inner join business_clock
    on follow_ups.load_seq = business_clock.load_seq
