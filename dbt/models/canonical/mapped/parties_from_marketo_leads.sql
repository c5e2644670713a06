{{ config(enabled=is_used('marketo')) }}

with leads as (
    select * from {{ ref('stg_marketo__leads') }}
),

removed as (
    select * from {{ ref('stg_marketo__removed_leads') }}
),

fates as (
    select
        leads.*,
        removed.lead_id is not null as is_removed,
        removed.merged_into_lead_id
    from leads
    left join removed
        on leads.source_system = removed.source_system and leads.lead_id = removed.lead_id
),

-- Activities may still name a lead that was merged away before the first extract.
known_by_number as (
    select removed.*
    from removed
    left join leads
        on removed.source_system = leads.source_system and removed.lead_id = leads.lead_id
    where leads.lead_id is null and removed.merged_into_lead_id is not null
)

select
    {{ mapped_row('party', {
        'source_record_id': 'fates.lead_id',
        'is_deleted': 'fates.is_removed',
        'party_type': "'person'",
        'family_name': 'fates.family_name',
        'given_name': 'fates.given_name',
        'family_name_kana': 'fates.family_name_kana',
        'given_name_kana': 'fates.given_name_kana',
        'email': 'fates.email',
        'phone': 'fates.phone',
        'mobile_phone': 'fates.mobile_phone',
        'postal_code': 'fates.postal_code',
        'prefecture': 'fates.prefecture',
        'city': 'fates.city',
        'address_line': 'fates.street',
        'birth_on': 'fates.birth_on',
        'gender': "'unknown'",
        'lead_source': 'fates.lead_source',
        'lead_status': 'fates.lead_status',
        'lead_score': 'fates.lead_score',
        'created_at': 'fates.created_at',
        'updated_at': 'fates.updated_at',
        'merged_into_record_id': 'fates.merged_into_lead_id',
    }, of='fates') }}
from fates
union all
select
    {{ mapped_row('party', {
        'source_record_id': 'known_by_number.lead_id',
        'source_object': "'merged_lead'",
        'is_deleted': 'true',
        'party_type': "'person'",
        'gender': "'unknown'",
        'merged_into_record_id': 'known_by_number.merged_into_lead_id',
    }, of='known_by_number') }}
from known_by_number
