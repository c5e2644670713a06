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
        definitions.unit,
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
),

-- The last two years of the steered series, month by month; a rolling year or a month's end has no
-- season left that a forecast would have to know.
monthly_moves as (
    select
        kpi_values.kpi_id,
        kpi_values.period_grain,
        kpi_values.value - lag(kpi_values.value) over (
            partition by kpi_values.kpi_id, kpi_values.period_grain
            order by kpi_values.period_end_on, kpi_values.period_start_on
        ) as moved
    from kpi_values
    cross join as_of
    where
        kpi_values.dimension = 'all'
        and kpi_values.value is not null
        and kpi_values.period_grain in ('month', 'trailing_12m')
        and kpi_values.period_end_on = last_day(kpi_values.period_end_on)
        and kpi_values.period_end_on > as_of.as_of_on - 761
),

habits as (
    select
        kpi_id,
        period_grain,
        count(moved) as move_count,
        avg(moved) as drift,
        stddev_samp(moved) as spread
    from monthly_moves
    group by kpi_id, period_grain
),

ahead as (
    select
        *,
        {{ x_days_between('actual_period_end_on', 'due_on') }} * 12 / 365.25 as months_ahead
    from progressed
),

forecast as (
    select
        ahead.*,
        ahead.actual_value + habits.drift * ahead.months_ahead as raw_forecast,
        1.96 * habits.spread * sqrt(
            ahead.months_ahead * (1 + ahead.months_ahead / habits.move_count)
        ) as half_width
    from ahead
    left join habits
        on
            ahead.kpi_id = habits.kpi_id
            and ahead.steering_grain = habits.period_grain
            and ahead.due_on > ahead.as_of_on
            and habits.move_count >= 6
),

-- greatest() passes NULL over, so a forecast that is not there must be left out by name.
drawn_out as (
    select
        *,
        case
            when raw_forecast is null or unit <> 'share' then raw_forecast
            else least(1, greatest(0, raw_forecast))
        end as forecast_value,
        case
            when raw_forecast is null or unit <> 'share' then raw_forecast - half_width
            else least(1, greatest(0, raw_forecast - half_width))
        end as forecast_low,
        case
            when raw_forecast is null or unit <> 'share' then raw_forecast + half_width
            else least(1, greatest(0, raw_forecast + half_width))
        end as forecast_high
    from forecast
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
    ) as status,
    cast(round(forecast_value, 4) as double) as forecast_value,
    cast(round(forecast_low, 4) as double) as forecast_low,
    cast(round(forecast_high, 4) as double) as forecast_high,
    cast(
        case
            when as_of_on >= due_on then 'due'
            when forecast_value is null then 'unknown'
            when
                (direction = 'up' and forecast_low >= target_value)
                or (direction = 'down' and forecast_high <= target_value)
                then 'likely'
            when
                (direction = 'up' and forecast_high < target_value)
                or (direction = 'down' and forecast_low > target_value)
                then 'unlikely'
            else 'open'
        end as string
    ) as outlook
from drawn_out
