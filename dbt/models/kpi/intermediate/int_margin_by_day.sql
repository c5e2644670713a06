{{ config(schema='measure', contract={'enforced': false}) }}

with order_lines as (
    select * from {{ ref('order_lines') }}
),

products as (
    select * from {{ ref('product') }}
),

-- A rate that the selling system does not know may stand in another one's product list.
rates as (
    select
        product_code,
        gross_margin_rate
    from products
    where gross_margin_rate is not null and not is_deleted
    qualify row_number() over (
        partition by product_code
        order by load_seq desc, source_system asc, source_object asc, source_record_id asc
    ) = 1
)

select
    order_lines.business_date,
    sum(order_lines.net_amount) as net_amount,
    sum(
        order_lines.net_amount * cast(rates.gross_margin_rate as decimal(9, 6))
    ) as margin_amount
from order_lines
inner join rates
    on order_lines.product_code = rates.product_code
where not order_lines.is_return
group by order_lines.business_date
