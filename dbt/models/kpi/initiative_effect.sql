{{ config(meta={'publish': 'bi', 'order_by': ['initiative_id'], 'owner': 'cx'}) }}

with initiatives as (
    select * from {{ source('landing', 'initiative') }}
),

definitions as (
    select * from {{ ref('kpi_catalogue') }}
),

-- Whole months only: a running one would be compared with a whole one.
months as (
    select
        kpi_id,
        dimension,
        member,
        period_start_on,
        12 * year(period_start_on) + month(period_start_on) as month_index,
        value,
        numerator,
        denominator
    from {{ ref('kpi_value') }}
    where
        period_grain = 'month'
        and period_end_on = last_day(period_end_on)
        and quality_flag <> 'immature'
        and value is not null
),

as_of as (
    select * from {{ ref('as_of') }}
),

planned as (
    select
        initiatives.*,
        definitions.name_ja as kpi_name_ja,
        definitions.name_en as kpi_name_en,
        definitions.direction,
        case definitions.interval_method when 'adjusted_wald' then 100 else 1 end as scale,
        12 * year(initiatives.start_on) + month(initiatives.start_on)
        + case when day(initiatives.start_on) = 1 then 0 else 1 end as first_month_index,
        12 * year(initiatives.start_on) + month(initiatives.start_on) as start_month_index,
        least(coalesce(initiatives.end_on, as_of.as_of_on), as_of.as_of_on) as measured_to_on
    from initiatives
    left join definitions
        on initiatives.kpi_id = definitions.kpi_id
    cross join as_of
),

-- Equally many months after the start and before it, twelve at most.
windows as (
    select
        *,
        greatest(0, least(
            12,
            12 * year(measured_to_on) + month(measured_to_on)
            + case when measured_to_on = last_day(measured_to_on) then 1 else 0 end
            - first_month_index
        )) as month_count
    from planned
),

-- Each month beside the same month a year before; `side` is 1 after the start and -1 before it.
compared as (
    select
        windows.initiative_id,
        windows.scale,
        case when months.month_index >= windows.first_month_index then 1 else -1 end as side,
        months.value,
        months.numerator,
        months.denominator,
        year_before.value as value_year_before,
        year_before.numerator as numerator_year_before,
        year_before.denominator as denominator_year_before
    from windows
    inner join months
        on
            windows.kpi_id = months.kpi_id
            and windows.dimension = months.dimension
            and windows.member = months.member
            and (
                (
                    windows.first_month_index <= months.month_index
                    and windows.first_month_index + windows.month_count > months.month_index
                )
                or (
                    windows.start_month_index > months.month_index
                    and windows.start_month_index - windows.month_count <= months.month_index
                )
            )
    left join months as year_before
        on
            months.kpi_id = year_before.kpi_id
            and months.dimension = year_before.dimension
            and months.member = year_before.member
            and months.month_index - 12 = year_before.month_index
),

-- Ratios are taken anew from the window's counts; a count is a mean a month. The interval comes
-- from how much the months differ among themselves.
sides as (
    select
        initiative_id,
        side,
        count(*) as month_count,
        count(value_year_before) as year_before_count,
        case
            when count(denominator) = count(*)
                then max(scale) * sum(numerator) / nullif(sum(denominator), 0)
            else avg(value)
        end as kpi_level,
        case
            when count(denominator_year_before) = count(*)
                then
                    max(scale) * sum(numerator_year_before)
                    / nullif(sum(denominator_year_before), 0)
            when count(value_year_before) = count(*) then avg(value_year_before)
        end as level_year_before,
        var_samp(value) as spread,
        var_samp(value - value_year_before) as spread_of_change
    from compared
    group by initiative_id, side
),

effects as (
    select
        windows.*,
        before_start.kpi_level as before_value,
        after_start.kpi_level as after_value,
        before_start.level_year_before as before_value_year_before,
        after_start.level_year_before as after_value_year_before,
        case
            when windows.kpi_name_en is null then 'unknown_kpi'
            when windows.month_count < 1 then 'too_early'
            when
                coalesce(before_start.month_count, 0) < windows.month_count
                or coalesce(after_start.month_count, 0) < windows.month_count
                then 'no_data'
            when
                before_start.level_year_before is null or after_start.level_year_before is null
                then 'before_after'
            else 'difference_to_last_year'
        end as basis,
        before_start.spread + after_start.spread as spread,
        before_start.spread_of_change + after_start.spread_of_change as spread_of_change
    from windows
    left join sides as before_start
        on windows.initiative_id = before_start.initiative_id and before_start.side = -1
    left join sides as after_start
        on windows.initiative_id = after_start.initiative_id and after_start.side = 1
),

measured as (
    select
        *,
        case basis
            when 'before_after' then after_value - before_value
            when 'difference_to_last_year'
                then
                    after_value - after_value_year_before
                    - (before_value - before_value_year_before)
        end as effect,
        -- Welch with the fewest degrees of freedom it can have; below three months there is none.
        case
            when month_count >= 3
                then
                    case month_count
                        when 3 then 4.303
                        when 4 then 3.182
                        when 5 then 2.776
                        when 6 then 2.571
                        when 7 then 2.447
                        when 8 then 2.365
                        when 9 then 2.306
                        when 10 then 2.262
                        when 11 then 2.228
                        else 2.201
                    end
                    * sqrt(
                        case basis
                            when 'before_after' then spread
                            when 'difference_to_last_year' then spread_of_change
                        end / month_count
                    )
        end as half_width
    from effects
),

signed as (
    select
        *,
        effect * case direction when 'down' then -1 else 1 end as improvement
    from measured
)

select
    cast(initiative_id as string) as initiative_id,
    cast(name_ja as string) as name_ja,
    cast(name_en as string) as name_en,
    cast(kpi_id as string) as kpi_id,
    cast(kpi_name_ja as string) as kpi_name_ja,
    cast(kpi_name_en as string) as kpi_name_en,
    cast(dimension as string) as dimension,
    cast(member as string) as member,
    cast(start_on as date) as start_on,
    cast(end_on as date) as end_on,
    cast(owner as string) as owner,
    cast(cost_amount as decimal(18, 2)) as cost_amount,
    cast(basis as string) as basis,
    cast(case when basis <> 'unknown_kpi' then month_count end as integer) as month_count,
    cast(round(before_value, 4) as double) as before_value,
    cast(round(after_value, 4) as double) as after_value,
    cast(round(before_value_year_before, 4) as double) as before_value_year_before,
    cast(round(after_value_year_before, 4) as double) as after_value_year_before,
    cast(round(effect, 4) as double) as effect,
    cast(round(effect - half_width, 4) as double) as effect_low,
    cast(round(effect + half_width, 4) as double) as effect_high,
    cast(
        case
            when effect is null then basis
            when half_width is null then 'too_early'
            when improvement - half_width > 0 then 'better'
            when improvement + half_width < 0 then 'worse'
            else 'no_clear_change'
        end as string
    ) as verdict
from signed
