{{ config(schema='measure', contract={'enforced': false}) }}

with support_cases as (
    select * from {{ ref('int_support_cases') }}
),

periods as (
    select * from {{ ref('int_reporting_periods') }}
    where period_grain not in ('day', 'week', 'trailing_12m')
),

cases_by_member as (
    {% for dimension, member in [
        ('all', "'all'"), ('channel', 'channel'), ('reason', 'reason'),
    ] -%}
    select
        created_on,
        solved_on,
        '{{ dimension }}' as dimension,
        {{ member }} as member
    from support_cases
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

changes as (
    select
        created_on as changed_on,
        dimension,
        member,
        count(*) as case_change
    from cases_by_member
    group by created_on, dimension, member
    union all
    select
        greatest(solved_on, created_on) as changed_on,
        dimension,
        member,
        -count(*) as case_change
    from cases_by_member
    where solved_on is not null
    group by greatest(solved_on, created_on), dimension, member
)

select
    'backlog' as kpi_id,
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    changes.dimension,
    changes.member,
    cast(sum(changes.case_change) as double) as numerator,
    cast(null as double) as square_sum,
    cast(null as double) as denominator,
    cast(sum(changes.case_change) as bigint) as n,
    cast(sum(changes.case_change) as double) as value,
    false as is_immature,
    false as is_revenue_only,
    cast(null as string) as parameters
from periods
inner join changes
    on periods.period_end_on >= changes.changed_on
group by
    periods.period_grain,
    periods.period_start_on,
    periods.period_end_on,
    changes.dimension,
    changes.member
