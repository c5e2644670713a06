{{ config(schema='measure', contract={'enforced': false}, materialized='view') }}

select * from {{ ref('int_sales_tallies') }}
union all
select * from {{ ref('int_first_order_tallies') }}
union all
select * from {{ ref('int_nps_tallies') }}
union all
select * from {{ ref('int_csat_tallies') }}
union all
select * from {{ ref('int_ces_tallies') }}
union all
select * from {{ ref('int_email_tallies') }}
union all
select * from {{ ref('int_deal_tallies') }}
union all
select * from {{ ref('int_web_tallies') }}
union all
select * from {{ ref('int_support_tallies') }}
union all
select * from {{ ref('int_voice_tallies') }}
union all
select * from {{ ref('int_request_tallies') }}
union all
select * from {{ ref('int_onboarding_tallies') }}
