with lines as (
    select * from {{ ref('sale_line') }}
    where product_code is not null
)

select
    source_system,
    'product' as source_object,
    product_code as source_record_id,
    load_id,
    load_seq,
    source_row_number,
    business_date,
    false as is_deleted,
    tz_basis,
    product_code,
    product_name,
    category,
    cast(null as decimal(18, 2)) as unit_cost_amount,
    cast(null as double) as gross_margin_rate
from lines
qualify row_number() over (
    partition by source_system, product_code
    order by business_date desc nulls last, load_seq desc, source_row_number desc
) = 1
