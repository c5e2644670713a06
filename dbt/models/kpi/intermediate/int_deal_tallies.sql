{{ config(schema='measure', contract={'enforced': false}) }}

with deals as (
    select * from {{ ref('int_deals') }}
),

as_of as (
    select * from {{ ref('as_of') }}
)

select
    'win_rate' as kpi_id,
    deals.decided_on as business_date,
    'all' as dimension,
    'all' as member,
    cast(count_if(deals.is_won) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    count(*) as denominator,
    cast(0 as bigint) as pending_count
from deals
cross join as_of
where deals.decided_on <= as_of.as_of_on
group by deals.decided_on
