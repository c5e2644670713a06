{{ config(schema='measure', contract={'enforced': false}, materialized='view') }}

with pipeline_items as (
    select * from {{ ref('pipeline_item') }}
),

as_of as (
    select * from {{ ref('as_of') }}
)

-- A deal that is said to be closed without a day is closed since its creation.
select
    pipeline_items.source_system,
    pipeline_items.source_record_id,
    pipeline_items.business_date as created_on,
    coalesce(pipeline_items.amount, 0) as amount,
    coalesce(pipeline_items.is_won, false) as is_won,
    case
        when pipeline_items.is_closed
            then coalesce(pipeline_items.closed_on, pipeline_items.business_date)
    end as decided_on
from pipeline_items
cross join as_of
where
    pipeline_items.item_type = 'deal'
    and not pipeline_items.is_deleted
    and pipeline_items.business_date <= as_of.as_of_on
