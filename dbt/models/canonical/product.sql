with listed as (
    {{ mapped('product') }}
),

lines as (
    select * from {{ ref('sale_line') }}
    where product_code is not null
),

-- Millions of lines, a few thousand products: only the lines of each one's last day are ranked.
last_days as (
    select
        source_system,
        product_code,
        max(business_date) as last_sold_on
    from lines
    group by source_system, product_code
),

last_lines as (
    select lines.*
    from lines
    inner join last_days
        on
            lines.source_system = last_days.source_system
            and lines.product_code = last_days.product_code
            and lines.business_date = last_days.last_sold_on
),

latest_lines as (
    select *
    from last_lines
    qualify row_number() over (
        partition by source_system, product_code
        order by load_seq desc, source_row_number desc
    ) = 1
)

select
    source_system,
    source_object,
    source_record_id,
    load_id,
    load_seq,
    source_row_number,
    business_date,
    coalesce(is_deleted, false) as is_deleted,
    tz_basis,
    product_code,
    product_name,
    category,
    unit_cost_amount,
    gross_margin_rate
from listed
union all
-- What a source sells but does not list is known from its lines.
select
    latest_lines.source_system,
    'product' as source_object,
    latest_lines.product_code as source_record_id,
    latest_lines.load_id,
    latest_lines.load_seq,
    latest_lines.source_row_number,
    latest_lines.business_date,
    false as is_deleted,
    latest_lines.tz_basis,
    latest_lines.product_code,
    latest_lines.product_name,
    latest_lines.category,
    cast(null as decimal(18, 2)) as unit_cost_amount,
    cast(null as double) as gross_margin_rate
from latest_lines
left join listed
    on
        latest_lines.source_system = listed.source_system
        and latest_lines.product_code = listed.product_code
where listed.product_code is null
