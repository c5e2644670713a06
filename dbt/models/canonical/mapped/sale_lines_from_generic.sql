{{ config(enabled=is_used('generic/sale_line')) }}

with lines as (
    select * from {{ ref('stg_generic__sale_line') }}
),

{% if is_used('generic/sale') -%}
sales as (
    select * from {{ ref('stg_generic__sale') }}
),
{%- else -%}
sales as (
    select
        cast(null as string) as source_system,
        cast(null as string) as source_record_id,
        cast(null as string) as sale_type,
        cast(null as boolean) as is_deleted,
        cast(null as timestamp) as sold_at
    where 1 = 0
),
{%- endif %}

lines_of_sales as (
    select
        lines.*,
        sales.sold_at as sale_sold_at,
        coalesce(lines.is_return, sales.sale_type = 'return', false) as comes_back,
        coalesce(sales.is_deleted, false) as is_sale_deleted
    from lines
    left join sales
        on
            lines.source_system = sales.source_system
            and lines.sale_record_id = sales.source_record_id
)

select
    {{ mapped_row('sale_line', {
        'is_deleted': 'lines_of_sales.is_deleted or lines_of_sales.is_sale_deleted',
        'sale_record_id': 'lines_of_sales.sale_record_id',
        'line_number': 'lines_of_sales.line_number',
        'product_code': 'lines_of_sales.product_code',
        'product_name': 'lines_of_sales.product_name',
        'category': 'lines_of_sales.category',
        'quantity': negative_if('lines_of_sales.comes_back', 'lines_of_sales.quantity'),
        'unit_price_amount': 'lines_of_sales.unit_price_amount',
        'discount_amount': negative_if('lines_of_sales.comes_back', 'coalesce(lines_of_sales.discount_amount, 0)'),
        'tax_amount': negative_if('lines_of_sales.comes_back', 'coalesce(lines_of_sales.tax_amount, 0)'),
        'net_amount': negative_if('lines_of_sales.comes_back', 'coalesce(lines_of_sales.net_amount, 0)'),
        'is_return': 'lines_of_sales.comes_back',
        'sold_at': 'lines_of_sales.sale_sold_at',
    }, of='lines_of_sales') }}
from lines_of_sales
