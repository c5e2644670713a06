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

discounted_lines as (
    select
        source_system,
        transaction_id,
        source_row_number,
        signed_amount,
        coalesce(receipt_discount_amount, 0) as receipt_discount_amount,
        coalesce(receipt_discount_percentage, 0) as receipt_discount_percentage,
        sum(signed_amount) over (partition by source_system, transaction_id) as receipt_amount,
        sum(signed_amount) over (
            partition by source_system, transaction_id
            order by load_seq asc, source_row_number asc
            rows between unbounded preceding and current row
        ) as amount_so_far
    from lines
    where receipt_discount_amount <> 0 or receipt_discount_percentage <> 0
),

receipt_discounts as (
    select
        *,
        -- The percentage is given beside the amount or instead of it; tills round to whole yen.
        case
            when receipt_discount_amount <> 0
                then abs(receipt_discount_amount) * sign(receipt_amount)
            else round(cast(receipt_amount as double) * receipt_discount_percentage / 100, 0)
        end as receipt_discount
    from discounted_lines
    where receipt_amount <> 0
),

-- A line's share is the growth of the rounded running share, so that shares add up exactly.
line_discounts as (
    select
        source_system,
        transaction_id,
        source_row_number,
        cast(
            round(cast(receipt_discount as double) * amount_so_far / receipt_amount, 0)
            - round(
                cast(receipt_discount as double) * (amount_so_far - signed_amount) / receipt_amount,
                0
            ) as decimal(18, 2)
        ) as discount_share
    from receipt_discounts
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
            lines.source_system = line_discounts.source_system
            and lines.transaction_id = line_discounts.transaction_id
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
