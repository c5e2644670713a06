-- The golden record, the picture of the customer and what happened to them speak of the same people.
with pictured as (
    select customer_id from {{ ref('customer_360') }}
),

golden as (
    select customer_id from {{ ref('customer') }}
),

met as (
    select distinct customer_id from {{ ref('touchpoint') }}
)

select golden.customer_id
from golden
left join pictured
    on golden.customer_id = pictured.customer_id
where pictured.customer_id is null
union all
select met.customer_id
from met
left join pictured
    on met.customer_id = pictured.customer_id
where pictured.customer_id is null
