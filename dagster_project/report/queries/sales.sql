-- One row a month, store and channel.
select
    period_start_on as month_on,
    store_id,
    store_name,
    channel,
    cast(net_amount as double) as amount,
    order_count
from sales_monthly
order by month_on, store_id nulls first, channel nulls last, store_name
