with standing_sales as (
    select * from {{ ref('standing_sales') }}
),

named_returns as (
    select
        source_system,
        original_sale_record_id,
        sum(net_amount) as returned_amount
    from standing_sales
    where sale_type = 'return' and original_sale_record_id is not null
    group by source_system, original_sale_record_id
)

select
    standing_sales.source_system,
    standing_sales.sale_record_id,
    standing_sales.party_key,
    standing_sales.business_date,
    standing_sales.sold_at,
    standing_sales.store_id,
    standing_sales.store_name,
    standing_sales.channel,
    standing_sales.gross_amount,
    standing_sales.discount_amount,
    cast(standing_sales.net_amount + coalesce(named_returns.returned_amount, 0) as decimal(18, 2))
        as net_amount
from standing_sales
left join named_returns
    on
        standing_sales.source_system = named_returns.source_system
        and standing_sales.sale_record_id = named_returns.original_sale_record_id
where
    standing_sales.sale_type = 'sale'
    -- Fully refunded is no order anywhere; a sale of nothing that nobody returned is one.
    and (
        named_returns.original_sale_record_id is null
        or standing_sales.net_amount + named_returns.returned_amount > 0
    )
