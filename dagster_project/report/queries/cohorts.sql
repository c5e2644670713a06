-- One row a cohort and month since its first purchase.
select
    cohort_month_on,
    month_number,
    customer_count,
    cast(retention_rate as double) as retention_rate,
    cast(cumulative_return_rate as double) as cumulative_return_rate
from cohort_retention
order by cohort_month_on, month_number
