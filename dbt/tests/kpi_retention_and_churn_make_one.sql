-- Nobody active on the eve is lost between the two: they share a denominator and their values sum to 1.
with kpi_values as (
    select * from {{ ref('kpi_value') }}
)

select
    churn.period_grain,
    churn.period_start_on,
    churn.value as churn_rate,
    retention.value as retention_rate
from kpi_values as churn
full join kpi_values as retention
    on
        churn.period_grain = retention.period_grain
        and churn.period_start_on = retention.period_start_on
        and churn.dimension = retention.dimension
        and churn.member = retention.member
        and retention.kpi_id = 'retention_rate'
where
    churn.kpi_id = 'churn_rate'
    and (
        churn.denominator is distinct from retention.denominator
        or churn.numerator + retention.numerator is distinct from churn.denominator
        or round(churn.value + retention.value, 4) <> 1
    )
