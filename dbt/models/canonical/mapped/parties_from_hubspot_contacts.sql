{{ config(enabled=is_used('hubspot')) }}

with contacts as (
    select * from {{ ref('stg_hubspot__contacts') }}
),

merged as (
    select * from {{ ref('stg_hubspot__merged_contacts') }}
),

fates as (
    select
        contacts.*,
        merged.merged_into_contact_id
    from contacts
    left join merged
        on
            contacts.source_system = merged.source_system
            and contacts.contact_id = merged.contact_id
),

-- Deals and tickets may still name a contact that was merged away before the first delivery.
known_by_number as (
    select merged.*
    from merged
    left join contacts
        on
            merged.source_system = contacts.source_system
            and merged.contact_id = contacts.contact_id
    where contacts.contact_id is null
)

select
    {{ mapped_row('party', {
        'source_record_id': 'fates.contact_id',
        'is_deleted': 'fates.is_deleted or fates.merged_into_contact_id is not null',
        'party_type': "'person'",
        'family_name': 'fates.family_name',
        'given_name': 'fates.given_name',
        'email': 'fates.email',
        'phone': 'fates.phone',
        'mobile_phone': 'fates.mobile_phone',
        'postal_code': 'fates.postal_code',
        'prefecture': 'fates.prefecture',
        'city': 'fates.city',
        'address_line': 'fates.street',
        'gender': "'unknown'",
        'account_record_id': 'fates.account_id',
        'job_title': 'fates.job_title',
        'lead_source': 'fates.lead_source',
        'lead_status': 'fates.lead_status',
        'created_at': 'fates.created_at',
        'updated_at': 'fates.updated_at',
        'merged_into_record_id': 'fates.merged_into_contact_id',
    }, of='fates') }}
from fates
union all
select
    {{ mapped_row('party', {
        'source_object': "'merged_contact'",
        'source_record_id': 'known_by_number.contact_id',
        'is_deleted': 'true',
        'party_type': "'person'",
        'gender': "'unknown'",
        'merged_into_record_id': 'known_by_number.merged_into_contact_id',
    }, of='known_by_number') }}
from known_by_number
