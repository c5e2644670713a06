with members as (
    select * from {{ ref('stg_smaregi__members') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    members.source_system,
    members.source_object,
    members.member_id as source_record_id,
    members.load_id,
    members.load_seq,
    members.first_load_seq,
    members.source_row_number,
    members.joined_on as business_date,
    -- 4: lost in a merge, the winner is not in the file. 3 has left but still is a person.
    coalesce(members.status = '4', false) as is_deleted,
    members.tz_basis,
    members.family_name,
    members.given_name,
    members.family_name_kana,
    members.given_name_kana,
    members.email,
    members.phone,
    members.mobile_phone,
    members.postal_code,
    cast(null as string) as prefecture,
    cast(null as string) as city,
    members.address as address_line,
    members.birth_on,
    case members.sex when '1' then 'male' when '2' then 'female' else 'unknown' end as gender,
    members.member_code,
    cast(null as string) as account_record_id,
    cast(null as string) as job_title,
    cast(null as string) as lead_source,
    cast(null as string) as lead_status,
    cast(null as integer) as lead_score,
    {{ x_utc_timestamp('cast(members.joined_on as timestamp)', 'business_clock.timezone') }}
        as created_at,
    -- The list has no time of change; a visit touches the record and is the nearest to one.
    members.last_visited_at as updated_at,
    members.left_on,
    cast(null as string) as merged_into_record_id
from members
inner join business_clock
    on members.load_seq = business_clock.load_seq
