with returns as (
    select * from {{ ref('standing_sales') }}
    where sale_type = 'return'
),

-- Deleted and void ones are known too: their returns go with them and reduce nothing.
known_sales as (
    select
        source_system,
        source_record_id
    from {{ ref('sale') }}
    where sale_type <> 'return'
)

select
    returns.source_system,
    returns.sale_record_id,
    returns.party_key,
    returns.business_date,
    returns.sold_at,
    returns.store_id,
    returns.store_name,
    returns.channel,
    returns.net_amount
from returns
left join known_sales
    on
        returns.source_system = known_sales.source_system
        and returns.original_sale_record_id = known_sales.source_record_id
where known_sales.source_record_id is null
