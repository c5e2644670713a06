with members as (
    select * from {{ ref('stg_smaregi__members') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    members.source_system,
    members.source_object,
    members.member_id || ':email' as source_record_id,
    members.load_id,
    members.load_seq,
    members.source_row_number,
    members.joined_on as business_date,
    coalesce(members.status = '4', false) as is_deleted,
    members.tz_basis,
    members.member_id as party_record_id,
    members.email,
    cast(null as string) as phone,
    members.member_code,
    'email' as channel,
    case when members.mail_permission = '1' then 'granted' else 'denied' end as status,
    'flag' as basis,
    '案内メール受取許可フラグ' as evidence,
    -- The list does not date the flag; it was asked for on joining.
    {{ x_utc_timestamp('cast(members.joined_on as timestamp)', 'business_clock.timezone') }}
        as occurred_at
from members
inner join business_clock
    on members.load_seq = business_clock.load_seq
where members.mail_permission in ('0', '1')
