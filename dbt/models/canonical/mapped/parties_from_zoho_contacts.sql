{{ config(enabled=is_used('zoho')) }}

with contacts as (
    select * from {{ ref('stg_zoho__contacts') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'contacts.contact_id',
        'party_type': "'person'",
        'family_name': 'contacts.family_name',
        'given_name': 'contacts.given_name',
        'email': 'contacts.email',
        'phone': 'contacts.phone',
        'mobile_phone': 'contacts.mobile_phone',
        'postal_code': 'contacts.postal_code',
        'prefecture': 'contacts.prefecture',
        'city': 'contacts.city',
        'address_line': 'contacts.street',
        'birth_on': 'contacts.birth_on',
        'gender': "'unknown'",
        'account_record_id': 'contacts.account_id',
        'job_title': 'contacts.job_title',
        'lead_source': 'contacts.lead_source',
        'created_at': 'contacts.created_at',
        'updated_at': 'contacts.updated_at',
    }, of='contacts') }}
from contacts
