-- Each order, answer and message is in one part of a dimension, so the parts' counts add up.
with kpi_values as (
    select * from {{ ref('kpi_value') }}
    where quality_flag <> 'immature'
),

parts as (
    select
        kpi_id,
        period_grain,
        period_start_on,
        dimension,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from kpi_values
    where
        dimension in (
            'channel', 'store', 'touchpoint', 'campaign', 'segment', 'age_band', 'prefecture'
        )
        or (dimension = 'survey_kind' and member = 'relationship')
    group by kpi_id, period_grain, period_start_on, dimension
)

select
    parts.*,
    wholes.numerator as whole_numerator,
    wholes.denominator as whole_denominator
from parts
left join kpi_values as wholes
    on
        parts.kpi_id = wholes.kpi_id
        and parts.period_grain = wholes.period_grain
        and parts.period_start_on = wholes.period_start_on
        and wholes.dimension = 'all'
where
    wholes.kpi_id is null
    or abs(parts.numerator - wholes.numerator) > 0.001
    or parts.denominator <> wholes.denominator
