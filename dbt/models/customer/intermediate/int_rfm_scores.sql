{{ config(schema='measure', contract={'enforced': false}, materialized='view') }}

with rfm_monthly as (
    select * from {{ ref('int_rfm_monthly') }}
),

as_of as (
    select * from {{ ref('as_of') }}
)

select
    rfm_monthly.customer_id,
    rfm_monthly.rfm_r,
    rfm_monthly.rfm_f,
    rfm_monthly.rfm_m,
    rfm_monthly.rfm_segment
from rfm_monthly
inner join as_of
    on rfm_monthly.period_end_on = as_of.as_of_on
