-- One row a published value that is another tonight: restated (late or corrected extracts),
-- redefined (another version of the definition) or withdrawn. A period that was still running
-- then is not restated by going on, so it stands here only when its definition changed; nor is a
-- rolling year withdrawn that ended within a month.
with matched as (
    select
        coalesce(new.kpi_id, old.kpi_id) as kpi_id,
        coalesce(new.period_grain, old.period_grain) as period_grain,
        coalesce(new.period_start_on, old.period_start_on) as period_start_on,
        coalesce(new.dimension, old.dimension) as dimension,
        coalesce(new.member, old.member) as member,
        old.period_end_on as old_period_end_on,
        new.period_end_on,
        old.value as old_value,
        new.value as new_value,
        old.n as old_n,
        new.n as new_n,
        old.definition_version as old_definition_version,
        new.definition_version as new_definition_version,
        old.parameters as old_parameters,
        new.parameters as new_parameters,
        old.kpi_id is null as is_new,
        new.kpi_id is null as is_withdrawn
    from new.main.kpi_value as new
    full join old.main.kpi_value as old
        on new.kpi_id = old.kpi_id
        and new.period_grain = old.period_grain
        and new.period_start_on = old.period_start_on
        and new.dimension is not distinct from old.dimension
        and new.member is not distinct from old.member
)

select
    kpi_id,
    period_grain,
    period_start_on,
    period_end_on,
    dimension,
    member,
    case
        when is_withdrawn then 'withdrawn'
        when old_definition_version is distinct from new_definition_version then 'redefined'
        else 'restated'
    end as change,
    case
        when is_withdrawn
            then 'tonight no row: the member has no events left, or the KPI is measured no more'
        when old_definition_version is distinct from new_definition_version
            then 'definition version ' || old_definition_version || ' became '
            || new_definition_version
        when old_parameters is distinct from new_parameters
            then 'parameters ' || coalesce(old_parameters, 'none') || ' became '
            || coalesce(new_parameters, 'none')
        when dimension in ('segment', 'age_band', 'prefecture')
            then 'customers are counted with the ' || dimension || ' they have tonight'
        when old_n < new_n then 'late or corrected extracts: ' || (new_n - old_n) || ' more'
        when old_n > new_n then 'late or corrected extracts: ' || (old_n - new_n) || ' fewer'
        else 'late or corrected extracts: as many observations, other values'
    end as why,
    old_value,
    new_value,
    old_n,
    new_n,
    old_definition_version,
    new_definition_version
from matched
where
    not is_new
    and (
        (
            is_withdrawn
            and (period_grain <> 'trailing_12m' or old_period_end_on = last_day(old_period_end_on))
        )
        or (not is_withdrawn and old_definition_version is distinct from new_definition_version)
        or (
            old_period_end_on = period_end_on
            and (old_value is distinct from new_value or old_n is distinct from new_n)
        )
    )
order by kpi_id, period_grain, period_start_on, dimension, member
