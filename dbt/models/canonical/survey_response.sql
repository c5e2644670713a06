with responses as (
    select * from {{ ref('stg_qualtrics__responses') }}
),

parties as (
    select
        source_system,
        source_record_id
    from {{ ref('party') }}
),

party_codes as (
    select * from {{ ref('party_by_member_code') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    responses.source_system,
    responses.source_object,
    responses.response_id as source_record_id,
    responses.load_id,
    responses.load_seq,
    responses.source_row_number,
    {{ x_local_date('responses.responded_at') }} as business_date,
    false as is_deleted,
    responses.tz_basis,
    case
        when not responses.is_preview
            then
                {{ party_key('parties', 'party_codes', email='responses.email',
                    member_code='responses.member_code') }}
    end as party_key,
    responses.survey_id,
    responses.survey_name,
    coalesce(responses.survey_kind, 'relationship') as survey_kind,
    responses.wave,
    responses.touchpoint,
    responses.recipient_id as party_record_id,
    responses.email,
    cast(null as string) as phone,
    responses.member_code,
    responses.store_id,
    responses.is_complete,
    responses.is_preview,
    responses.language,
    responses.responded_at
from responses
left join parties
    on
        responses.source_system = parties.source_system
        and responses.recipient_id = parties.source_record_id
left join party_codes
    on
        responses.source_system = party_codes.source_system
        and responses.member_code = party_codes.member_code
inner join business_clock
    on responses.load_seq = business_clock.load_seq
