-- One row a published value that is another tonight: restated (late or corrected extracts, changed
-- identity), redefined (another version of the definition) or withdrawn; with why, and what people
-- noted about it. A period that was still running then is not restated by going on, so it stands
-- here only when its definition changed; nor is a rolling year withdrawn that ended within a month.
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
),

moved_records as (
    select coalesce(sum(record_count), 0) as record_count from identity_moves
),

fresh_files as (
    select count(*) as file_count from new_files
),

-- What may have moved a value whose definition and parameters stand: the customers it counts, or
-- the rows it counts. Where it was neither, the software counts otherwise, and should not.
causes as (
    select
        matched.*,
        moved_records.record_count > 0 and customer_kpis.kpi_id is not null as has_moved_customers,
        fresh_files.file_count > 0 as has_new_rows,
        'identity changed: ' || moved_records.record_count || ' records have another customer'
            as identity_words,
        'late or corrected extracts: '
        || case
            when old_n < new_n then (new_n - old_n) || ' more'
            when old_n > new_n then (old_n - new_n) || ' fewer'
            else 'as many observations, other values'
        end as extract_words
    from matched
    cross join moved_records
    cross join fresh_files
    left join customer_kpis on matched.kpi_id = customer_kpis.kpi_id
),

-- As the gate reads a note: it names the first day of the period, or of a rolling one's last month.
said as (
    select
        causes.kpi_id,
        causes.period_grain,
        causes.period_start_on,
        string_agg(
            distinct notes.why || ' (' || notes."by" || ', ' || notes."on" || ')', '; '
            order by notes.why || ' (' || notes."by" || ', ' || notes."on" || ')'
        ) as note
    from causes
    inner join notes
        on causes.kpi_id = notes.kpi_id
        and (
            causes.period_start_on = notes.period_start_on
            or date_trunc('month', coalesce(causes.period_end_on, causes.old_period_end_on))
            = date_trunc('month', notes.period_start_on)
        )
    group by causes.kpi_id, causes.period_grain, causes.period_start_on
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
        when has_moved_customers and has_new_rows then identity_words || ', and ' || extract_words
        when has_moved_customers then identity_words
        when has_new_rows then extract_words
        else 'no new extract, no changed customer, the same definition: counted otherwise'
    end as why,
    said.note,
    old_value,
    new_value,
    old_n,
    new_n,
    old_definition_version,
    new_definition_version
from causes
left join said using (kpi_id, period_grain, period_start_on)
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
