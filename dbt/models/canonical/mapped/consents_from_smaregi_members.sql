{{ config(enabled=is_used('smaregi')) }}

with members as (
    select * from {{ ref('stg_smaregi__members') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "members.member_id || ':email'",
        'business_date': 'members.joined_on',
        'is_deleted': is_merged_member('members.status'),
        'party_record_id': 'members.member_id',
        'email': 'members.email',
        'member_code': 'members.member_code',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when members.mail_permission = '1' then 'granted' else 'denied' end",
        'basis': "'flag'",
        'evidence': "'案内メール受取許可フラグ'",
        'occurred_at': x_utc_timestamp('cast(members.joined_on as timestamp)', 'business_clock.timezone'),
    }, of='members') }}
from members
inner join business_clock
    on members.load_seq = business_clock.load_seq
where members.mail_permission in ('0', '1')
