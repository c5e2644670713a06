-- The score and its distribution are drawn from one set of answers.
with distribution as (
    select
        period_grain,
        period_start_on,
        sum(n) as answer_count,
        sum(case when score >= 9 then n when score <= 6 then -n else 0 end) as net_count
    from {{ ref('survey_distribution') }}
    where metric = 'nps' and survey_kind = 'relationship'
    group by period_grain, period_start_on
),

scores as (
    select * from {{ ref('kpi_value') }}
    where
        kpi_id = 'nps'
        and dimension = 'all'
        and period_grain in ('month', 'fiscal_year', 'trailing_12m')
        and quality_flag not in ('immature', 'no_data')
)

select
    scores.period_grain,
    scores.period_start_on,
    scores.denominator,
    distribution.answer_count
from scores
left join distribution
    on
        scores.period_grain = distribution.period_grain
        and scores.period_start_on = distribution.period_start_on
where
    distribution.answer_count is distinct from scores.denominator
    or distribution.net_count is distinct from scores.numerator
