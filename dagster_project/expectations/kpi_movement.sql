-- One row a KPI of the whole company and a kind of period, with what it was in the current release
-- and what it is tonight: the newest period against the newest (`newest`), and each ended period
-- against itself (`same`). Values that rest on few observations are left out.
with tonight as (
    select * from bi.main.kpi_value
    where
        dimension = 'all'
        and period_grain in ('month', 'trailing_12m')
        and quality_flag in ('ok', 'revenue_only')
        and n >= getvariable('enough')
),

before as (
    select * from old.main.kpi_value
    where
        dimension = 'all'
        and period_grain in ('month', 'trailing_12m')
        and quality_flag in ('ok', 'revenue_only')
        and n >= getvariable('enough')
),

-- Counts of what happens grow while their month goes on, so only ended months can be compared.
flows as (
    select distinct kpi_id from bi.main.kpi_catalogue
    where grain like '%day%'
),

newest_tonight as (
    select * from tonight
    where
        kpi_id not in (select kpi_id from flows)
        or period_grain = 'trailing_12m'
        or period_end_on = last_day(period_end_on)
    qualify row_number() over (
        partition by kpi_id, period_grain order by period_end_on desc, period_start_on desc
    ) = 1
),

newest_before as (
    select * from before
    where
        kpi_id not in (select kpi_id from flows)
        or period_grain = 'trailing_12m'
        or period_end_on = last_day(period_end_on)
    qualify row_number() over (
        partition by kpi_id, period_grain order by period_end_on desc, period_start_on desc
    ) = 1
),

pairs as (
    select
        'same' as compared,
        old.kpi_id,
        old.period_grain,
        tonight.period_start_on,
        tonight.period_end_on,
        old.value as old_value,
        tonight.value as new_value,
        null as old_low,
        null as old_high,
        null as new_low,
        null as new_high
    from before as old
    inner join tonight
        on old.kpi_id = tonight.kpi_id
        and old.definition_version = tonight.definition_version
        and old.period_grain = tonight.period_grain
        and old.period_start_on = tonight.period_start_on
        and old.period_end_on = tonight.period_end_on
    union all
    -- Two nights see two samples: what their intervals explain is no move.
    select
        'newest' as compared,
        old.kpi_id,
        old.period_grain,
        new.period_start_on,
        new.period_end_on,
        old.value,
        new.value,
        old.ci_low,
        old.ci_high,
        new.ci_low,
        new.ci_high
    from newest_before as old
    inner join newest_tonight as new
        on old.kpi_id = new.kpi_id
        and old.definition_version = new.definition_version
        and old.period_grain = new.period_grain
        and old.period_end_on < new.period_end_on
    union all
    select
        'gone' as compared,
        old.kpi_id,
        old.period_grain,
        old.period_start_on,
        old.period_end_on,
        old.value,
        null,
        null,
        null,
        null,
        null
    from newest_before as old
    where old.kpi_id not in (select kpi_id from bi.main.kpi_value where value is not null)
)

select *
from pairs
where
    new_value is null
    or (
        new_value <> old_value
        and not coalesce(new_low <= old_high and old_low <= new_high, false)
    )
order by kpi_id, period_grain, period_end_on, compared
