{{ config(enabled=is_used('generic/sale')) }}

with sales as (
    select * from {{ ref('stg_generic__sale') }}
),

{% if is_used('generic/sale_line') -%}
-- What a receipt does not say about itself, its lines do.
line_amounts as (
    select
        source_system,
        sale_record_id,
        sum(net_amount) as net_amount,
        sum(discount_amount) as discount_amount,
        sum(tax_amount) as tax_amount
    from {{ ref('stg_generic__sale_line') }}
    where not is_deleted
    group by source_system, sale_record_id
),
{%- else -%}
line_amounts as (
    select
        cast(null as string) as source_system,
        cast(null as string) as sale_record_id,
        cast(null as decimal(18, 2)) as net_amount,
        cast(null as decimal(18, 2)) as discount_amount,
        cast(null as decimal(18, 2)) as tax_amount
    where 1 = 0
),
{%- endif %}

amounts as (
    select
        sales.*,
        coalesce(sales.discount_amount, line_amounts.discount_amount, 0) as discount_given,
        coalesce(sales.tax_amount, line_amounts.tax_amount, 0) as tax_given,
        coalesce(
            sales.net_amount,
            sales.gross_amount - coalesce(sales.discount_amount, line_amounts.discount_amount, 0),
            line_amounts.net_amount,
            0
        ) as net_given
    from sales
    left join line_amounts
        on
            sales.source_system = line_amounts.source_system
            and sales.source_record_id = line_amounts.sale_record_id
)

select
    {{ mapped_row('sale', {
        'is_deleted': 'amounts.is_deleted',
        'party_record_id': 'amounts.party_record_id',
        'member_code': 'amounts.member_code',
        'email': 'amounts.email',
        'phone': 'amounts.phone',
        'store_id': 'amounts.store_id',
        'store_name': 'amounts.store_name',
        'channel': 'amounts.channel',
        'fulfilment': 'amounts.fulfilment',
        'sale_type': 'amounts.sale_type',
        'original_sale_record_id': 'amounts.original_sale_record_id',
        'gross_amount': negative_if("amounts.sale_type = 'return'", 'coalesce(amounts.gross_amount, amounts.net_given + amounts.discount_given)'),
        'discount_amount': negative_if("amounts.sale_type = 'return'", 'amounts.discount_given'),
        'tax_amount': negative_if("amounts.sale_type = 'return'", 'amounts.tax_given'),
        'shipping_amount': negative_if("amounts.sale_type = 'return'", 'coalesce(amounts.shipping_amount, 0)'),
        'net_amount': negative_if("amounts.sale_type = 'return'", 'amounts.net_given'),
        'payment_method': 'amounts.payment_method',
        'points_used': 'amounts.points_used',
        'sold_at': 'amounts.sold_at',
    }, of='amounts') }}
from amounts
