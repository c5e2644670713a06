-- Nobody active on the eve is lost between the two: each stands where the other does, they share a
-- denominator and their values sum to 1.
with churn as (
    select *
    from {{ ref('kpi_value') }}
    where kpi_id = 'churn_rate'
),

retention as (
    select *
    from {{ ref('kpi_value') }}
    where kpi_id = 'retention_rate'
)

select
    churn.period_grain,
    churn.period_start_on,
    churn.value as churn_rate,
    retention.value as retention_rate
from churn
full join retention
    on
        churn.period_grain = retention.period_grain
        and churn.period_start_on = retention.period_start_on
        and churn.dimension = retention.dimension
        and churn.member = retention.member
where
    churn.kpi_id is null
    or retention.kpi_id is null
    or churn.denominator is distinct from retention.denominator
    or churn.numerator + retention.numerator is distinct from churn.denominator
    or round(churn.value + retention.value, 4) <> 1
