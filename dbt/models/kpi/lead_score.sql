{{ config(meta={'publish': 'bi', 'order_by': ['customer_id'], 'owner': 'sales'}) }}

with lead_scores as (
    select * from {{ ref('int_lead_scores') }}
    where moment = 'tonight'
)

select
    cast(customer_id as string) as customer_id,
    cast(moment_on as date) as as_of_on,
    cast(score as bigint) as score,
    cast(grade as string) as grade,
    cast(attribute_points as bigint) as attribute_points,
    cast(behaviour_points as bigint) as behaviour_points,
    cast(reasons as string) as reasons,
    cast(item_type as string) as item_type,
    cast(stage as string) as pipeline_stage,
    cast(open_item_count as bigint) as open_item_count,
    cast(open_since_on as date) as open_since_on,
    cast(last_item_on as date) as last_item_on
from lead_scores
