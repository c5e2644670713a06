with leads as (
    select * from {{ ref('stg_marketo__leads') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    leads.source_system,
    leads.source_object,
    leads.lead_id || ':email' as source_record_id,
    leads.load_id,
    leads.load_seq,
    leads.source_row_number,
    {{ x_local_date('leads.updated_at') }} as business_date,
    false as is_deleted,
    leads.tz_basis,
    leads.lead_id as party_record_id,
    leads.email,
    cast(null as string) as phone,
    cast(null as string) as member_code,
    'email' as channel,
    case when leads.has_unsubscribed then 'withdrawn' else 'granted' end as status,
    'flag' as basis,
    'unsubscribed' as evidence,
    leads.updated_at as occurred_at
from leads
inner join business_clock
    on leads.load_seq = business_clock.load_seq
where leads.has_unsubscribed is not null
