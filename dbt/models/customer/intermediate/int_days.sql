{{ config(schema='measure', contract={'enforced': false}) }}

with as_of as (
    select * from {{ ref('as_of') }}
),

digits as (
    select digits.digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as digits (digit)
),

-- 100,000 days, more than any extract reaches back.
numbers as (
    select
        ones.digit + 10 * tens.digit + 100 * hundreds.digit
        + 1000 * thousands.digit + 10000 * ten_thousands.digit as number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
    cross join digits as ten_thousands
),

days as (
    select
        as_of.fiscal_year_start_month,
        cast(as_of.first_on + numbers.number as date) as day_on
    from as_of
    inner join numbers
        on numbers.number <= {{ x_days_between('as_of.first_on', 'as_of.as_of_on') }}
),

days_of_year as (
    select
        day_on,
        year(day_on) as calendar_year,
        month(day_on) as calendar_month,
        fiscal_year_start_month,
        mod(month(day_on) - fiscal_year_start_month + 12, 12) as fiscal_month_index
    from days
),

fiscal_days as (
    select
        *,
        mod(
            fiscal_year_start_month - 1 + fiscal_month_index - mod(fiscal_month_index, 3), 12
        ) + 1 as quarter_start_month
    from days_of_year
)

select
    day_on,
    cast(date_trunc('week', day_on) as date) as week_on,
    cast(date_trunc('month', day_on) as date) as month_on,
    make_date(
        calendar_year - case when quarter_start_month > calendar_month then 1 else 0 end,
        quarter_start_month,
        1
    ) as quarter_on,
    make_date(
        calendar_year - case when fiscal_year_start_month > calendar_month then 1 else 0 end,
        fiscal_year_start_month,
        1
    ) as fiscal_year_on,
    -- The last day whose "12 months to that day" still hold this one. The second way of counting
    -- differs from the first only at the end of February.
    cast(
        greatest(
            cast(day_on + interval 12 month as date),
            cast(day_on + 1 + interval 12 month as date) - 1
        ) - 1 as date
    ) as in_12m_until_on
from fiscal_days
