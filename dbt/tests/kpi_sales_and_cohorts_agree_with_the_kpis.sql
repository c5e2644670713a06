-- Orders of a month are the denominator of its aov, customers of a cohort its new customers.
with counts as (
    select
        'aov' as kpi_id,
        period_start_on,
        sum(order_count) as observed_count
    from {{ ref('sales_monthly') }}
    group by period_start_on
    union all
    select
        'new_customers' as kpi_id,
        cohort_month_on as period_start_on,
        customer_count as observed_count
    from {{ ref('cohort_retention') }}
    where month_number = 0
),

kpi_values as (
    select * from {{ ref('kpi_value') }}
    where dimension = 'all' and period_grain = 'month'
)

select
    counts.kpi_id,
    counts.period_start_on,
    counts.observed_count,
    kpi_values.n
from counts
left join kpi_values
    on
        counts.kpi_id = kpi_values.kpi_id
        and counts.period_start_on = kpi_values.period_start_on
where counts.observed_count is distinct from kpi_values.n and counts.observed_count > 0
