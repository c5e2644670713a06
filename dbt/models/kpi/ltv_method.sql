{{ config(meta={'publish': 'bi', 'order_by': ['segment'], 'owner': 'cx'}) }}

with customers as (
    select * from {{ ref('customer_360') }}
),

rfm_monthly as (
    select * from {{ ref('int_rfm_monthly') }}
),

ltv_simple as (
    select * from {{ ref('int_kpi_ltv_simple') }}
),

settings as (
    select discount_rate from {{ source('landing', 'journey_setting') }}
),

as_of as (
    select
        as_of_on,
        currency,
        12 * year(as_of_on) + month(as_of_on) as month_index
    from {{ ref('as_of') }}
),

-- What ltv_simple was computed with tonight.
company as (
    select
        ltv_simple.value,
        ltv_simple.n,
        ltv_simple.is_immature,
        {% for input in [
            'aov_12m', 'purchase_frequency_12m', 'churn_rate_12m', 'margin_rate',
        ] -%}
        cast({{ x_json_text('ltv_simple.parameters', input) }} as double) as {{ input }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from ltv_simple
    inner join as_of
        on ltv_simple.period_end_on = as_of.as_of_on
    where ltv_simple.period_grain = 'trailing_12m'
),

customers_by_segment as (
    select
        rfm_segment as segment,
        count(*) as customer_count,
        count_if(purchase_count_12m > 0) as buyer_count,
        cast(sum(net_amount_12m) as double) as net_amount,
        cast(sum(purchase_count_12m) as double) as order_count,
        cast(sum(predicted_ltv_amount) as double) as predicted_amount,
        count(predicted_ltv_amount) as predicted_count
    from customers
    group by rfm_segment
),

all_customers as (
    select
        sum(customer_count) as customer_count,
        sum(predicted_amount) as predicted_amount,
        sum(predicted_count) as predicted_count
    from customers_by_segment
),

-- Who was in a segment a year ago, and who of them bought in the year since: each buyer of a year
-- has a row at its end.
kept_by_segment as (
    select
        earlier.rfm_segment as segment,
        max(earlier.period_end_on) as retention_from_on,
        bool_or(earlier.is_immature) as is_immature,
        count(*) as base_count,
        count(later.customer_id) as kept_count
    from rfm_monthly as earlier
    inner join as_of
        on earlier.month_index = as_of.month_index - 12
    left join rfm_monthly as later
        on
            earlier.customer_id = later.customer_id
            and as_of.as_of_on = later.period_end_on
    group by earlier.rfm_segment
),

inputs as (
    select
        'all' as segment,
        'active_customers' as retention_basis,
        cast(null as date) as retention_from_on,
        all_customers.customer_count,
        company.n as buyer_count,
        company.n as retention_base_count,
        company.aov_12m,
        company.purchase_frequency_12m,
        1 - company.churn_rate_12m as retention_rate,
        coalesce(company.is_immature, false) as is_immature,
        company.value as ltv_simple_amount,
        all_customers.predicted_amount,
        all_customers.predicted_count
    from all_customers
    left join company
        on all_customers.customer_count > 0
    union all
    select
        customers_by_segment.segment,
        'buyers_of_segment' as retention_basis,
        kept_by_segment.retention_from_on,
        customers_by_segment.customer_count,
        customers_by_segment.buyer_count,
        coalesce(kept_by_segment.base_count, 0) as retention_base_count,
        customers_by_segment.net_amount / nullif(customers_by_segment.order_count, 0) as aov_12m,
        customers_by_segment.order_count / nullif(customers_by_segment.buyer_count, 0)
            as purchase_frequency_12m,
        cast(kept_by_segment.kept_count as double) / kept_by_segment.base_count as retention_rate,
        coalesce(kept_by_segment.is_immature, false) as is_immature,
        cast(null as double) as ltv_simple_amount,
        customers_by_segment.predicted_amount,
        customers_by_segment.predicted_count
    from customers_by_segment
    left join kept_by_segment
        on customers_by_segment.segment = kept_by_segment.segment
),

flagged as (
    select
        inputs.*,
        company.margin_rate,
        case
            when inputs.is_immature then 'immature'
            when
                inputs.aov_12m is null
                or inputs.purchase_frequency_12m is null
                or inputs.retention_rate is null
                then 'no_data'
            when inputs.retention_base_count < 30 then 'low_n'
            when company.margin_rate is null then 'revenue_only'
            else 'ok'
        end as quality_flag
    from inputs
    left join company
        on inputs.segment is not null
),

usable as (
    select
        *,
        quality_flag in ('ok', 'revenue_only') as is_usable,
        case
            when quality_flag in ('ok', 'revenue_only')
                then aov_12m * purchase_frequency_12m * coalesce(margin_rate, 1)
        end as annual_margin_amount,
        case
            when quality_flag not in ('ok', 'revenue_only') then null
            when retention_rate >= 1 then 5
            else least(5, 1 / (1 - retention_rate))
        end as lifespan_years
    from flagged
)

select
    cast(usable.segment as string) as segment,
    cast(as_of.as_of_on as date) as as_of_on,
    cast(as_of.currency as string) as currency,
    cast(usable.customer_count as bigint) as customer_count,
    cast(usable.buyer_count as bigint) as buyer_count,
    cast(round(usable.aov_12m, 2) as decimal(18, 2)) as average_order_amount,
    cast(round(usable.purchase_frequency_12m, 4) as double) as purchase_frequency_12m,
    cast(round(usable.margin_rate, 4) as double) as margin_rate,
    cast(round(usable.annual_margin_amount, 2) as decimal(18, 2)) as annual_margin_amount,
    cast(usable.retention_basis as string) as retention_basis,
    cast(usable.retention_from_on as date) as retention_from_on,
    cast(usable.retention_base_count as bigint) as retention_base_count,
    cast(
        case when usable.is_usable then round(usable.retention_rate, 4) end as double
    ) as retention_rate,
    cast(round(usable.lifespan_years, 4) as double) as lifespan_years,
    cast(settings.discount_rate as double) as discount_rate,
    cast(
        round(
            case
                when usable.segment = 'all' and usable.is_usable then usable.ltv_simple_amount
                else usable.annual_margin_amount * usable.lifespan_years
            end, 2
        ) as decimal(18, 2)
    ) as ltv_simple_amount,
    cast(
        round(
            usable.annual_margin_amount * usable.retention_rate
            / nullif(1 + settings.discount_rate - usable.retention_rate, 0), 2
        ) as decimal(18, 2)
    ) as ltv_margin_multiple_amount,
    cast(
        round(usable.predicted_amount / nullif(usable.predicted_count, 0), 2) as decimal(18, 2)
    ) as ltv_predicted_amount,
    cast(usable.predicted_count as bigint) as predicted_count,
    cast(usable.quality_flag as string) as quality_flag
from usable
cross join as_of
cross join settings
