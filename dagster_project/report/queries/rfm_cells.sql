-- One row a recency and frequency score that some customer holds.
select
    cast(rfm_r as integer) as recency,
    cast(rfm_f as integer) as frequency,
    count(*) as customers,
    cast(sum(net_amount_12m) as double) as amount
from customer_360
where rfm_r is not null and rfm_f is not null
group by all
order by recency desc, frequency
