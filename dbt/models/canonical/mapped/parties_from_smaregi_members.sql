{{ config(enabled=is_used('smaregi')) }}

with members as (
    select * from {{ ref('stg_smaregi__members') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    {{ mapped_row('party', {
        'source_record_id': 'members.member_id',
        'business_date': 'members.joined_on',
        'is_deleted': is_merged_member('members.status'),
        'party_type': "'person'",
        'family_name': 'members.family_name',
        'given_name': 'members.given_name',
        'family_name_kana': 'members.family_name_kana',
        'given_name_kana': 'members.given_name_kana',
        'email': 'members.email',
        'phone': 'members.phone',
        'mobile_phone': 'members.mobile_phone',
        'postal_code': 'members.postal_code',
        'address_line': 'members.address',
        'birth_on': 'members.birth_on',
        'gender': "case members.sex when '1' then 'male' when '2' then 'female' else 'unknown' end",
        'member_code': 'members.member_code',
        'created_at': x_utc_timestamp('cast(members.joined_on as timestamp)', 'business_clock.timezone'),
        'updated_at': 'members.last_visited_at',
        'left_on': 'members.left_on',
    }, of='members') }}
from members
inner join business_clock
    on members.load_seq = business_clock.load_seq
