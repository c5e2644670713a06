-- One row an NPS score of each period, all surveys together.
select
    period_grain,
    period_start_on,
    score,
    cast(sum(n) as bigint) as n
from survey_distribution
where metric = 'nps' and score between 0 and 10
group by all
order by period_grain, period_start_on, score
