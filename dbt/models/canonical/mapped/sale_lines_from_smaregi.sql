{{ config(enabled=is_used('smaregi')) }}

with lines as (
    select
        *,
        coalesce(line_type = '2', false) as is_return,
        -- A till writes what comes back as negative, as positive, or either; here it is negative.
        case when line_type = '2' then -abs(quantity) else quantity end as signed_quantity,
        case when line_type = '2' then -abs(amount) else amount end as signed_amount,
        case when line_type = '2' then -abs(amount_before_discount) else amount_before_discount end
            as signed_amount_before_discount,
        case when line_type = '2' then -abs(tax_amount) else tax_amount end as signed_tax_amount
    from {{ ref('stg_smaregi__transaction_lines') }}
    where transaction_type = '1'
),

line_discounts as (
    select * from {{ ref('smaregi_line_discounts') }}
),

amounts as (
    select
        lines.*,
        lines.signed_amount - coalesce(line_discounts.discount_share, 0) as charged_amount,
        cast(lines.signed_amount_before_discount as double)
        - lines.signed_amount
        + coalesce(line_discounts.discount_share, 0) as discount_with_tax
    from lines
    left join line_discounts
        on
            lines.load_seq = line_discounts.load_seq
            and lines.source_row_number = line_discounts.source_row_number
)

select
    {{ mapped_row('sale_line', {
        'source_record_id': "amounts.transaction_id || '-' || amounts.line_id",
        'sale_record_id': 'amounts.transaction_id',
        'line_number': "case when " ~ x_regex_match('amounts.line_id', '^[0-9]{1,9}$') ~ " then cast(amounts.line_id as integer) end",
        'product_code': "coalesce(amounts.product_code, 'department:' || amounts.department_id)",
        'product_name': 'coalesce(amounts.product_name, amounts.department_name)',
        'category': 'amounts.department_name',
        'quantity': 'amounts.signed_quantity',
        'unit_price_amount': 'amounts.unit_price_amount',
        'discount_amount': without_tax('amounts.discount_with_tax', tax='amounts.signed_tax_amount', charged='amounts.charged_amount'),
        'tax_amount': 'amounts.signed_tax_amount',
        'net_amount': 'amounts.charged_amount - amounts.signed_tax_amount',
        'is_return': 'amounts.is_return',
        'sold_at': 'amounts.sold_at',
    }, of='amounts') }}
from amounts
