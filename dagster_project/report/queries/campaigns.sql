-- One row a month and campaign, `none` among them.
select
    period_start_on as month_on,
    campaign_id,
    campaign_name,
    look_back_days,
    is_observed,
    cast(first_touch_net_amount as double) as first_amount,
    cast(last_touch_net_amount as double) as last_amount,
    cast(linear_net_amount as double) as linear_amount
from campaign_influence
order by month_on, campaign_id
