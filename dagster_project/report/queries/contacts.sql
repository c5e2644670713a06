-- One row a month and reason of contact, over all channels.
select
    period_start_on as month_on,
    reason,
    sum(contact_count) as contact_count,
    sum(solved_count) as solved_count,
    sum(solved_in_target_count) as solved_in_target_count,
    sum(settled_7d_count) as settled_count,
    sum(mature_7d_count) as mature_count,
    sum(open_beyond_target_count) as late_count,
    max(target_hours) as target_hours
from contact_reason_monthly
group by month_on, reason
order by month_on, reason
