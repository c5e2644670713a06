{{ config(meta={'publish': 'bi', 'order_by': ['kpi_id', 'due_on', 'start_on'], 'owner': 'cx'}) }}

with targets as (
    select * from {{ source('landing', 'kpi_target') }}
),

definitions as (
    select * from {{ ref('kpi_catalogue') }}
),

kpi_values as (
    select * from {{ ref('kpi_value') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

targets_defined as (
    select
        targets.*,
        coalesce(targets.label_ja, definitions.name_ja) as shown_label_ja,
        coalesce(targets.label_en, definitions.name_en) as shown_label_en,
        coalesce(targets.parent_kpi_id, definitions.parent_kpi_id) as shown_parent_kpi_id,
        definitions.steering_grain,
        as_of.as_of_on
    from targets
    left join definitions
        on targets.kpi_id = definitions.kpi_id
    cross join as_of
),

-- Where the KPI stands now; after the due day, where it stood on it.
actuals as (
    select
        targets_defined.*,
        kpi_values.value as actual_value,
        kpi_values.period_end_on as actual_period_end_on,
        kpi_values.quality_flag as actual_quality_flag
    from targets_defined
    left join kpi_values
        on
            targets_defined.kpi_id = kpi_values.kpi_id
            and targets_defined.steering_grain = kpi_values.period_grain
            and targets_defined.due_on >= kpi_values.period_end_on
            and kpi_values.dimension = 'all'
    qualify row_number() over (
        partition by targets_defined.kpi_id, targets_defined.due_on, targets_defined.start_on
        order by kpi_values.period_end_on desc nulls last, kpi_values.definition_version desc
    ) = 1
),

progressed as (
    select
        *,
        case
            when actual_value is null then null
            when target_value <> baseline_value
                then (actual_value - baseline_value) / (target_value - baseline_value)
            -- A level to be kept is reached or missed, nothing between.
            when direction = 'down' and actual_value <= target_value then 1
            when direction = 'up' and actual_value >= target_value then 1
            else 0
        end as progress,
        case
            when as_of_on >= due_on then 1.0
            when as_of_on <= start_on then 0.0
            else
                cast({{ x_days_between('start_on', 'as_of_on') }} as double)
                / {{ x_days_between('start_on', 'due_on') }}
        end as expected_progress
    from actuals
)

select
    cast(kpi_id as string) as kpi_id,
    cast(shown_label_ja as string) as label_ja,
    cast(shown_label_en as string) as label_en,
    cast(shown_parent_kpi_id as string) as parent_kpi_id,
    cast(baseline_value as double) as baseline_value,
    cast(target_value as double) as target_value,
    cast(start_on as date) as start_on,
    cast(due_on as date) as due_on,
    cast(owner as string) as owner,
    cast(direction as string) as direction,
    cast(steering_grain as string) as actual_period_grain,
    cast(actual_period_end_on as date) as actual_period_end_on,
    cast(actual_value as double) as actual_value,
    cast(round(progress, 4) as double) as progress,
    cast(round(expected_progress, 4) as double) as expected_progress,
    cast(
        case
            when actual_value is null then 'no_data'
            when actual_quality_flag = 'low_n' then 'low_n'
            when round(progress, 4) >= round(expected_progress, 4) then 'on_track'
            when round(progress, 4) >= round(expected_progress - 0.1, 4) then 'at_risk'
            else 'off'
        end as string
    ) as status
from progressed
