{{ config(enabled=is_used('salesforce')) }}

with contacts as (
    select * from {{ ref('stg_salesforce__contacts') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'contacts.contact_id',
        'is_deleted': 'contacts.is_deleted',
        'party_type': "'person'",
        'family_name': 'contacts.family_name',
        'given_name': 'contacts.given_name',
        'family_name_kana': 'contacts.family_name_kana',
        'given_name_kana': 'contacts.given_name_kana',
        'email': 'contacts.email',
        'phone': 'contacts.phone',
        'mobile_phone': 'contacts.mobile_phone',
        'postal_code': 'contacts.postal_code',
        'prefecture': 'contacts.prefecture',
        'city': 'contacts.city',
        'address_line': 'contacts.street',
        'birth_on': 'contacts.birth_on',
        'gender': "'unknown'",
        'member_code': 'contacts.member_code',
        'account_record_id': 'contacts.account_id',
        'job_title': 'contacts.job_title',
        'lead_source': 'contacts.lead_source',
        'created_at': 'contacts.created_at',
        'updated_at': 'contacts.updated_at',
        'merged_into_record_id': 'contacts.merged_into_contact_id',
    }, of='contacts') }}
from contacts
