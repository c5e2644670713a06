-- One row a month, funnel and tracked step, over all channels.
select
    period_start_on as month_on,
    funnel,
    step_number,
    name_ja,
    name_en,
    sum(session_count) as session_count,
    sum(stalled_count) as stalled_count
from web_funnel
where is_tracked
group by month_on, funnel, step_number, name_ja, name_en
order by month_on, funnel, step_number
