-- One row an NPS score of each period; the surveys that nps counts, those about the relationship.
select
    period_grain,
    period_start_on,
    max(period_end_on) as period_end_on,
    score,
    cast(sum(n) as bigint) as n
from survey_distribution
where metric = 'nps' and survey_kind = 'relationship' and score between 0 and 10
group by period_grain, period_start_on, score
order by period_grain, period_start_on, score
