-- One row a segment of customers without scores: no purchase in the 12 months, or never one.
select
    rfm_segment as segment,
    count(*) as customers
from customer_360
where rfm_r is null and rfm_segment is not null
group by all
order by segment
