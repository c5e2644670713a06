{{ config(schema='measure', contract={'enforced': false}) }}

with spells as (
    select * from {{ ref('int_active_spells') }}
),

churn_window as (
    select * from {{ ref('int_churn_window') }}
),

days as (
    select * from {{ ref('int_days') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

periods as (
    select
        period_grain,
        period_start_on,
        period_end_on,
        period_start_on - 1 as eve_on
    from {{ ref('int_reporting_periods') }}
    where period_grain not in ('day', 'week')
),

-- Activity is asked for on a few dozen days only. Told by those days, the spells of a million
-- customers are a few hundred different ones.
moments as (
    select eve_on as moment_on
    from periods
    union
    select period_end_on as moment_on
    from periods
),

moments_around_days as (
    select
        days.day_on,
        min(moments.moment_on) filter (where moments.moment_on >= days.day_on) as next_moment_on,
        max(moments.moment_on) filter (where moments.moment_on <= days.day_on) as last_moment_on
    from days
    cross join moments
    group by days.day_on
),

spells_by_moments as (
    select
        spells.customer_id,
        spells.dimension,
        spells.member,
        from_days.next_moment_on as from_on,
        to_days.last_moment_on as to_on
    from spells
    cross join as_of
    inner join moments_around_days as from_days
        on spells.active_from_on = from_days.day_on
    inner join moments_around_days as to_days
        on least(spells.active_to_on, as_of.as_of_on) = to_days.day_on
    where from_days.next_moment_on <= to_days.last_moment_on
),

single_spells as (
    select
        dimension,
        member,
        from_on,
        to_on,
        count(*) as customer_count
    from spells_by_moments
    group by dimension, member, from_on, to_on
),

-- Lost and won back: active in two spells, counted by both.
spell_pairs as (
    select
        earlier.dimension,
        earlier.member,
        earlier.from_on as earlier_from_on,
        earlier.to_on as earlier_to_on,
        later.from_on as later_from_on,
        later.to_on as later_to_on,
        count(*) as customer_count
    from spells_by_moments as earlier
    inner join spells_by_moments as later
        on
            earlier.customer_id = later.customer_id
            and earlier.dimension = later.dimension
            and earlier.member = later.member
            and earlier.to_on < later.from_on
    group by
        earlier.dimension,
        earlier.member,
        earlier.from_on,
        earlier.to_on,
        later.from_on,
        later.to_on
),

-- The whole company has a row for every period, also before anybody was active.
members as (
    select distinct
        dimension,
        member
    from single_spells
    union
    select
        'all' as dimension,
        'all' as member
),

single_counts as (
    select
        members.dimension,
        members.member,
        periods.period_grain,
        periods.period_start_on,
        periods.period_end_on,
        periods.eve_on,
        coalesce(sum(single_spells.customer_count) filter (
            where periods.eve_on between single_spells.from_on and single_spells.to_on
        ), 0) as active_on_eve,
        coalesce(sum(single_spells.customer_count) filter (
            where periods.period_end_on between single_spells.from_on and single_spells.to_on
        ), 0) as active_at_end,
        coalesce(sum(single_spells.customer_count) filter (
            where
            periods.eve_on >= single_spells.from_on
            and periods.period_end_on <= single_spells.to_on
        ), 0) as kept_in_one_spell
    from periods
    cross join members
    left join single_spells
        on
            members.dimension = single_spells.dimension
            and members.member = single_spells.member
            and periods.period_end_on >= single_spells.from_on
            and periods.eve_on <= single_spells.to_on
    group by
        members.dimension,
        members.member,
        periods.period_grain,
        periods.period_start_on,
        periods.period_end_on,
        periods.eve_on
),

pair_counts as (
    select
        spell_pairs.dimension,
        spell_pairs.member,
        periods.period_grain,
        periods.period_end_on,
        sum(spell_pairs.customer_count) as kept_in_two_spells
    from periods
    inner join spell_pairs
        on
            periods.eve_on >= spell_pairs.earlier_from_on
            and periods.eve_on <= spell_pairs.earlier_to_on
            and periods.period_end_on >= spell_pairs.later_from_on
            and periods.period_end_on <= spell_pairs.later_to_on
    group by
        spell_pairs.dimension, spell_pairs.member, periods.period_grain, periods.period_end_on
),

counts as (
    select
        single_counts.dimension,
        single_counts.member,
        single_counts.period_grain,
        single_counts.period_start_on,
        single_counts.period_end_on,
        single_counts.eve_on,
        single_counts.active_on_eve,
        single_counts.active_at_end,
        single_counts.kept_in_one_spell
        + coalesce(pair_counts.kept_in_two_spells, 0) as kept
    from single_counts
    left join pair_counts
        on
            single_counts.dimension = pair_counts.dimension
            and single_counts.member = pair_counts.member
            and single_counts.period_grain = pair_counts.period_grain
            and single_counts.period_end_on = pair_counts.period_end_on
),

measures as (
    select
        'active_customers' as kpi_id,
        dimension,
        member,
        period_grain,
        period_start_on,
        period_end_on,
        period_end_on as looks_back_from_on,
        active_at_end as numerator,
        null as denominator
    from counts
    where period_grain <> 'trailing_12m'
    union all
    select
        'churn_rate' as kpi_id,
        dimension,
        member,
        period_grain,
        period_start_on,
        period_end_on,
        eve_on as looks_back_from_on,
        active_on_eve - kept as numerator,
        active_on_eve as denominator
    from counts
    union all
    select
        'retention_rate' as kpi_id,
        dimension,
        member,
        period_grain,
        period_start_on,
        period_end_on,
        eve_on as looks_back_from_on,
        kept as numerator,
        active_on_eve as denominator
    from counts
)

select
    measures.kpi_id,
    measures.period_grain,
    measures.period_start_on,
    measures.period_end_on,
    measures.dimension,
    measures.member,
    cast(measures.numerator as double) as numerator,
    cast(null as double) as square_sum,
    cast(measures.denominator as double) as denominator,
    cast(coalesce(measures.denominator, measures.numerator) as bigint) as n,
    case
        when measures.kpi_id = 'active_customers' then cast(measures.numerator as double)
        else cast(measures.numerator as double) / nullif(cast(measures.denominator as double), 0)
    end as value,
    measures.looks_back_from_on - churn_window.g_days < as_of.first_sale_on as is_immature,
    false as is_revenue_only,
    '{"g_days": ' || cast(churn_window.g_days as string) || '}' as parameters
from measures
cross join churn_window
cross join as_of
where measures.period_end_on >= as_of.first_sale_on
