{{ config(materialized='view') }}

with as_of as (
    select * from {{ ref('as_of') }}
),

live_rows as (
    select sale.*
    from {{ ref('sale') }} as sale
    cross join as_of
    where not sale.is_deleted and sale.business_date <= as_of.as_of_on
),

undone as (
    select distinct
        voids.source_system,
        voids.original_sale_record_id
    from {{ ref('sale') }} as voids
    cross join as_of
    where
        voids.sale_type = 'void'
        and voids.original_sale_record_id is not null
        and not voids.is_deleted
        and voids.business_date <= as_of.as_of_on
)

select
    live_rows.source_system,
    live_rows.source_record_id as sale_record_id,
    live_rows.sale_type,
    live_rows.original_sale_record_id,
    live_rows.party_key,
    live_rows.business_date,
    live_rows.sold_at,
    live_rows.store_id,
    live_rows.store_name,
    live_rows.channel,
    live_rows.gross_amount,
    live_rows.discount_amount,
    live_rows.net_amount
from live_rows
left join undone
    on
        live_rows.source_system = undone.source_system
        and live_rows.source_record_id = undone.original_sale_record_id
where live_rows.sale_type <> 'void' and undone.original_sale_record_id is null
