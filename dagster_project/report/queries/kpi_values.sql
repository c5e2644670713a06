-- One row a KPI, grain and period of the whole company.
select
    kpi_id,
    period_grain,
    period_start_on,
    period_end_on,
    cast(value as double) as value,
    cast(n as bigint) as n,
    cast(ci_low as double) as ci_low,
    cast(ci_high as double) as ci_high,
    quality_flag
from kpi_value
where dimension = 'all'
qualify row_number() over (
    partition by kpi_id, period_grain, period_start_on
    order by period_end_on desc, definition_version desc
) = 1
order by kpi_id, period_grain, period_start_on, period_end_on
