-- One row an RFM segment.
select
    rfm_segment as segment,
    count(*) as customers,
    cast(sum(net_amount_12m) as double) as amount
from customer_360
where rfm_segment is not null and rfm_r is not null
group by all
order by amount desc nulls last, segment
