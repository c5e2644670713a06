{{ config(meta={'publish': 'bi', 'order_by': ['decile'], 'owner': 'crm'}) }}

with backtest as (
    select * from {{ source('insight', 'churn_backtest') }}
)

select
    cast(decile as integer) as decile,
    cast(split as string) as split,
    cast(cut_on as date) as cut_on,
    cast(horizon_days as integer) as horizon_days,
    cast(customer_count as bigint) as customer_count,
    cast(predicted_rate as double) as predicted_rate,
    cast(actual_rate as double) as actual_rate,
    cast(lift as double) as lift,
    cast(auc as double) as auc
from backtest
