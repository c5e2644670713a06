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

business_clock as (
    select * from {{ ref('business_clock') }}
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
    amounts.source_system,
    amounts.source_object,
    amounts.transaction_id || '-' || amounts.line_id as source_record_id,
    amounts.load_id,
    amounts.load_seq,
    amounts.source_row_number,
    {{ x_local_date('amounts.sold_at') }} as business_date,
    false as is_deleted,
    amounts.tz_basis,
    amounts.transaction_id as sale_record_id,
    case
        when {{ x_regex_match('amounts.line_id', '^[0-9]{1,9}$') }}
            then cast(amounts.line_id as integer)
    end as line_number,
    coalesce(amounts.product_code, 'department:' || amounts.department_id) as product_code,
    coalesce(amounts.product_name, amounts.department_name) as product_name,
    amounts.department_name as category,
    amounts.signed_quantity as quantity,
    amounts.unit_price_amount,
    -- Discounts are granted on prices with tax: the line's own ratio takes the tax out.
    cast(
        round(
            amounts.discount_with_tax
            * coalesce(
                1 - cast(amounts.signed_tax_amount as double) / nullif(amounts.charged_amount, 0), 1
            ),
            2
        ) as decimal(18, 2)
    ) as discount_amount,
    amounts.signed_tax_amount as tax_amount,
    cast(amounts.charged_amount - amounts.signed_tax_amount as decimal(18, 2)) as net_amount,
    amounts.is_return
from amounts
inner join business_clock
    on amounts.load_seq = business_clock.load_seq
