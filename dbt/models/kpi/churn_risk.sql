{{ config(meta={'publish': 'bi', 'order_by': ['customer_id'], 'owner': 'crm'}) }}

with risks as (
    select * from {{ source('insight', 'churn_risk') }}
),

customer_values as (
    select * from {{ source('insight', 'customer_value') }}
)

select
    cast(risks.customer_id as string) as customer_id,
    cast(risks.as_of_on as date) as as_of_on,
    cast(risks.horizon_days as integer) as horizon_days,
    cast(risks.score as double) as score,
    cast(risks.reasons as string) as reasons,
    cast(risks.method as string) as basis,
    cast(risks.silent_days as integer) as silent_days,
    cast(risks.purchase_day_count as integer) as purchase_day_count,
    cast(risks.silence_share as double) as silence_share,
    cast(risks.silence_in_gaps as double) as silence_in_gaps,
    cast(risks.p_alive as double) as p_alive,
    cast(risks.newness as double) as newness,
    cast(risks.frequency_drop as double) as frequency_drop,
    cast(risks.is_detractor as boolean) as is_detractor,
    cast(risks.engagement_drop as double) as engagement_drop,
    cast(risks.has_open_case as boolean) as has_open_case,
    cast(risks.contact_rise as double) as contact_rise,
    cast(customer_values.predicted_ltv_amount as decimal(18, 2)) as predicted_ltv_amount,
    cast(
        round(risks.score * cast(customer_values.predicted_ltv_amount as double), 2)
        as decimal(18, 2)
    ) as amount_at_risk
from risks
left join customer_values
    on risks.customer_id = customer_values.customer_id
