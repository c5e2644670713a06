{{ config(enabled=is_used('shopify')) }}

with orders as (
    select * from {{ ref('stg_shopify__orders') }}
),

lines as (
    select * from {{ ref('stg_shopify__order_lines') }}
),

gross_amounts as (
    select
        lines.source_system,
        lines.order_id,
        sum(
            cast(
                round(lines.quantity * lines.unit_price_amount * orders.untaxed_part, 2)
                as decimal(18, 2)
            )
        ) as gross_amount
    from lines
    inner join orders
        on lines.source_system = orders.source_system and lines.order_id = orders.order_id
    group by lines.source_system, lines.order_id
),

placed as (
    select
        orders.*,
        coalesce(gross_amounts.gross_amount, orders.net_amount) as gross_amount,
        case when orders.order_source = 'pos' then 'store' else 'online' end as channel
    from orders
    left join gross_amounts
        on
            orders.source_system = gross_amounts.source_system
            and orders.order_id = gross_amounts.order_id
),

-- The export says how much was paid back and not when: the day of a cancellation is the best there
-- is, and the day of the order where nothing was cancelled.
returned as (
    select
        *,
        coalesce(cancelled_at, created_at) as returned_at
    from placed
    where is_returned and not is_void
)

select
    {{ mapped_row('sale', {
        'source_object': "'order'",
        'source_record_id': 'placed.order_id',
        'email': 'placed.email',
        'phone': 'placed.phone',
        'store_name': 'placed.location',
        'channel': 'placed.channel',
        'fulfilment': "case when placed.channel = 'store' then 'carried' when " ~ x_regex_match('lower(placed.shipping_method)', 'pickup|pick up|店頭|店舗受取') ~ " then 'picked_up' when placed.shipping_method is not null then 'delivered' end",
        'sale_type': "case when placed.is_void then 'void' else 'sale' end",
        'gross_amount': 'placed.gross_amount',
        'discount_amount': 'placed.gross_amount - placed.net_amount',
        'tax_amount': 'placed.tax_amount',
        'shipping_amount': 'placed.shipping_net_amount',
        'net_amount': 'placed.net_amount',
        'payment_method': 'placed.payment_method',
        'sold_at': 'placed.created_at',
    }, of='placed') }}
from placed
union all
select
    {{ mapped_row('sale', {
        'source_object': "'refund'",
        'source_record_id': "returned.order_id || ':refund'",
        'email': 'returned.email',
        'phone': 'returned.phone',
        'store_name': 'returned.location',
        'channel': 'returned.channel',
        'sale_type': "'return'",
        'original_sale_record_id': 'returned.order_id',
        'gross_amount': '-returned.returned_net_amount',
        'discount_amount': '0',
        'tax_amount': '-returned.returned_tax_amount',
        'shipping_amount': '0',
        'net_amount': '-returned.returned_net_amount',
        'payment_method': 'returned.payment_method',
        'sold_at': 'returned.returned_at',
    }, of='returned') }}
from returned
