with lines as (
    {{ mapped('sale_line') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    lines.source_system,
    lines.source_object,
    lines.source_record_id,
    lines.load_id,
    lines.load_seq,
    lines.source_row_number,
    {{ x_local_date('lines.sold_at') }} as business_date,
    coalesce(lines.is_deleted, false) as is_deleted,
    lines.tz_basis,
    lines.sale_record_id,
    lines.line_number,
    lines.product_code,
    lines.product_name,
    lines.category,
    lines.quantity,
    lines.unit_price_amount,
    lines.discount_amount,
    lines.tax_amount,
    lines.net_amount,
    lines.is_return
from lines
inner join business_clock
    on lines.load_seq = business_clock.load_seq
