{{ config(schema='measure', contract={'enforced': false}) }}

{# What belongs together survives together, so that nobody is given one record's family name and
   another's given name. An attribute: the value by which records agree or differ, its parts, whose
   word counts first for it, and whether it is an identifier whose normal form is known. #}
{% set attributes = {
    'name': (
        'coalesce(full_name, family_name)', ['full_name', 'family_name', 'given_name'], 'name'),
    'kana': (
        'coalesce(full_name_kana, family_name_kana)',
        ['full_name_kana', 'family_name_kana', 'given_name_kana'], 'name'),
    'email': ('email', ['email'], 'contact'),
    'phone': ('phone', ['phone'], 'contact'),
    'mobile_phone': ('mobile_phone', ['mobile_phone'], 'contact'),
    'address': (
        "nullif(concat_ws(' ', postal_code, prefecture, city, address_line), '')",
        ['postal_code', 'prefecture', 'city', 'address_line'], 'address'),
    'birth_on': ('cast(birth_on as string)', ['cast(birth_on as string)'], 'birth'),
    'gender': ('gender', ['gender'], 'birth'),
    'member_code': ('member_code', ['member_code'], 'birth'),
    'job_title': ('job_title', ['job_title'], 'name'),
    'occupation': ('occupation', ['occupation'], 'name'),
} %}
{% set identifiers = {'email': 'email', 'phone': 'phone', 'mobile_phone': 'phone'} %}
{% set criteria = ['verification', 'source_priority', 'recency', 'completeness', 'frequency'] %}

with records as (
    select * from {{ ref('int_records_of_customers') }}
    where is_live
),

kind_priorities as (
    select * from {{ ref('source_priority') }}
),

company_priorities as (
    select * from {{ source('identity', 'trusted_source') }}
),

normal_forms as (
    select * from {{ ref('party_identifier') }}
),

mailbox_signs as (
    select * from {{ ref('int_mailbox_signs') }}
),

survivorship as (
    select * from {{ source('identity', 'survivorship') }}
),

candidates as (
    {% for attribute, (value, parts, kind) in attributes.items() -%}
    select
        customer_id,
        '{{ attribute }}' as attribute,
        '{{ kind }}' as kind,
        source_system,
        source_object,
        source_record_id,
        party_key,
        updated_at,
        {{ value }} as value,
    {% for number in range(4) -%}
    {{ parts[number] if number < parts | length else 'cast(null as string)' }}
        as part_{{ number + 1 }}{{ ',' if not loop.last }}
    {% endfor %}
    from records
    where {{ value }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Most attributes are stated by one record alone, and need not be weighed against anything.
contested as (
    select
        customer_id,
        attribute
    from candidates
    group by customer_id, attribute
    having count(*) > 1
),

ranked_kinds as (
    {% for kind in ['name', 'contact', 'address', 'birth'] -%}
    select
        source_object,
        '{{ kind }}' as kind,
        {{ kind }}_priority as priority
    from kind_priorities
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

weighed as (
    select
        candidates.*,
        case
            when candidates.attribute in ('email', 'phone', 'mobile_phone')
                then coalesce(normal_forms.identifier_norm, candidates.value)
            else candidates.value
        end as value_key,
        cast(case
            when
                normal_forms.identifier_raw is not null
                and normal_forms.identifier_norm is null
                then 3
            when candidates.attribute = 'email' and mailbox_signs.is_bouncing then 3
            when candidates.attribute = 'email' and mailbox_signs.is_read then 1
            else 2
        end as double) as verification,
        -- 9 is a kind of record that nobody ranked.
        cast(
            coalesce(company_priorities.priority, 1000 + coalesce(ranked_kinds.priority, 9))
            as double
        ) as source_priority,
        -coalesce({{ x_epoch('candidates.updated_at') }}, -1e12) as recency,
        cast(
            0
            {% for number in range(1, 5) -%}
            - case when candidates.part_{{ number }} is null then 0 else 1 end
            {% endfor -%}
            as double
        ) as completeness
    from candidates
    inner join contested
        on
            candidates.customer_id = contested.customer_id
            and candidates.attribute = contested.attribute
    left join ranked_kinds
        on
            candidates.source_object = ranked_kinds.source_object
            and candidates.kind = ranked_kinds.kind
    left join company_priorities
        on
            candidates.attribute = company_priorities.attribute
            and candidates.source_system = company_priorities.source_system
    left join normal_forms
        on
            candidates.source_system = normal_forms.source_system
            and candidates.source_object = normal_forms.source_object
            and candidates.source_record_id = normal_forms.source_record_id
            and candidates.value = normal_forms.identifier_raw
            and case candidates.attribute
                when 'mobile_phone' then 'phone'
                else candidates.attribute
            end = normal_forms.identifier_type
    left join mailbox_signs
        on
            candidates.source_system = mailbox_signs.source_system
            and candidates.party_key = mailbox_signs.party_key
),

counted as (
    select
        *,
        cast(
            -count(*) over (partition by customer_id, attribute, value_key) as double
        ) as frequency
    from weighed
),

orders_of_criteria as (
    select
        attribute,
    {% for place in range(1, 6) -%}
    max(criterion) filter (where place = {{ place }}) as criterion_{{ place }}
    {{- ',' if not loop.last }}
    {% endfor %}
    from survivorship
    group by attribute
),

-- Smaller is better everywhere.
scored as (
    select
        counted.*,
    {% for place in range(1, 6) -%}
    orders_of_criteria.criterion_{{ place }},
    case orders_of_criteria.criterion_{{ place }}
        {% for criterion in criteria -%}
        when '{{ criterion }}' then counted.{{ criterion }}
        {% endfor -%}
    end as score_{{ place }}
    {{- ',' if not loop.last }}
    {% endfor %}
    from counted
    inner join orders_of_criteria
        on counted.attribute = orders_of_criteria.attribute
),

ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, attribute
            order by
                score_1 asc nulls last,
                score_2 asc nulls last,
                score_3 asc nulls last,
                score_4 asc nulls last,
                score_5 asc nulls last,
                source_system asc,
                source_object asc,
                source_record_id asc,
                party_key asc
        ) as record_rank
    from scored
),

-- Each value once, with the best of the records that state it.
distinct_values as (
    select *
    from ranked
    qualify row_number() over (
        partition by customer_id, attribute, value_key order by record_rank asc nulls last
    ) = 1
),

-- The winner is measured against the runner-up, every other value against the winner.
compared as (
    select
        distinct_values.*,
        row_number() over (
            partition by distinct_values.customer_id, distinct_values.attribute
            order by distinct_values.record_rank asc nulls last
        ) as value_rank,
        count(*)
            over (partition by distinct_values.customer_id, distinct_values.attribute)
            as value_count,
    {% for place in range(1, 6) -%}
    first_value(score_{{ place }}) over (
        partition by distinct_values.customer_id, distinct_values.attribute
        order by distinct_values.record_rank asc nulls last
        ) as winner_{{ place }},
    lead(score_{{ place }}) over (
        partition by distinct_values.customer_id, distinct_values.attribute
        order by distinct_values.record_rank asc nulls last
        ) as next_{{ place }}
    {{- ',' if not loop.last }}
    {% endfor %}
    from distinct_values
)

select
    customer_id,
    attribute,
    value,
    part_1,
    part_2,
    part_3,
    part_4,
    source_system,
    source_object,
    source_record_id,
    value_rank,
    value_count,
    -frequency as record_count,
    case
        when value_count = 1 and frequency = -1 then 'only_value'
        when value_count = 1 then 'all_agree'
        {% for place in range(1, 6) -%}
        when
            score_{{ place }}
            <> case when value_rank = 1 then next_{{ place }} else winner_{{ place }} end
            then criterion_{{ place }}
        {% endfor -%}
        else 'record_order'
    end as reason
from compared
union all
select
    candidates.customer_id,
    candidates.attribute,
    candidates.value,
    candidates.part_1,
    candidates.part_2,
    candidates.part_3,
    candidates.part_4,
    candidates.source_system,
    candidates.source_object,
    candidates.source_record_id,
    1 as value_rank,
    1 as value_count,
    1 as record_count,
    'only_value' as reason
from candidates
left join contested
    on
        candidates.customer_id = contested.customer_id
        and candidates.attribute = contested.attribute
where contested.customer_id is null
