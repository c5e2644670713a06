{{ config(schema='measure', contract={'enforced': false}) }}

with support_cases as (
    select * from {{ ref('int_support_cases') }}
),

cases_by_member as (
    {% for dimension, member in [
        ('all', "'all'"), ('channel', 'channel'), ('reason', 'reason'),
    ] -%}
    select
        created_on,
        solved_on,
        is_reopened,
        is_mature_7d,
        is_solved_at_once,
        '{{ dimension }}' as dimension,
        {{ member }} as member
    from support_cases
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
)

select
    'contacts' as kpi_id,
    created_on as business_date,
    dimension,
    member,
    cast(count(*) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    cast(null as bigint) as denominator,
    cast(0 as bigint) as pending_count
from cases_by_member
group by created_on, dimension, member
union all
select
    'fcr_7d' as kpi_id,
    solved_on as business_date,
    dimension,
    member,
    cast(count_if(is_mature_7d and is_solved_at_once) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    count_if(is_mature_7d) as denominator,
    count_if(not is_mature_7d) as pending_count
from cases_by_member
where solved_on is not null
group by solved_on, dimension, member
union all
select
    'reopen_rate' as kpi_id,
    solved_on as business_date,
    dimension,
    member,
    cast(count_if(is_reopened) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    count(*) as denominator,
    cast(0 as bigint) as pending_count
from cases_by_member
where solved_on is not null
group by solved_on, dimension, member
