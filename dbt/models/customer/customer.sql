{{ config(meta={'publish': 'restricted', 'order_by': ['customer_id'], 'owner': 'data_stewards'}) }}

{# A column of the golden record: the attribute that it is a part of, and which part. #}
{% set parts = {
    'full_name': ('name', 1),
    'family_name': ('name', 2),
    'given_name': ('name', 3),
    'full_name_kana': ('kana', 1),
    'family_name_kana': ('kana', 2),
    'given_name_kana': ('kana', 3),
    'email': ('email', 1),
    'phone': ('phone', 1),
    'mobile_phone': ('mobile_phone', 1),
    'postal_code': ('address', 1),
    'prefecture': ('address', 2),
    'city': ('address', 3),
    'address_line': ('address', 4),
    'birth_on': ('birth_on', 1),
    'gender': ('gender', 1),
    'member_code': ('member_code', 1),
    'job_title': ('job_title', 1),
    'occupation': ('occupation', 1),
} %}

with records as (
    select * from {{ ref('int_records_of_customers') }}
    where is_live
),

attribute_values as (
    select * from {{ ref('int_attribute_values') }}
    where value_rank = 1
),

record_counts as (
    select
        customer_id,
        count(*) as record_count
    from records
    group by customer_id
),

survivors as (
    select
        customer_id,
        {% for column, (attribute, number) in parts.items() -%}
        max(part_{{ number }}) filter (where attribute = '{{ attribute }}') as {{ column }},
        {% endfor -%}
        {% for attribute in parts.values() | map('first') | unique -%}
        max(source_system) filter (where attribute = '{{ attribute }}')
            as {{ attribute }}_winner,
        max(reason) filter (where attribute = '{{ attribute }}')
            as {{ attribute }}_reason_of_attribute,
        {% endfor -%}
        count_if(value_count > 1) as conflict_count
    from attribute_values
    group by customer_id
)

select
    cast(record_counts.customer_id as string) as customer_id,
    {% for column, (attribute, _) in parts.items() -%}
    cast(survivors.{{ column }} as {{ 'date' if column == 'birth_on' else 'string' }})
        as {{ column }},
    -- The record that wins may leave this part of it empty.
    cast(
        case when survivors.{{ column }} is not null then survivors.{{ attribute }}_winner end
        as string
    ) as {{ column }}_source_system,
    cast(
        case
            when survivors.{{ column }} is not null
                then survivors.{{ attribute }}_reason_of_attribute
        end as string
    ) as {{ column }}_reason,
    {% endfor -%}
    cast(record_counts.record_count as bigint) as record_count,
    cast(coalesce(survivors.conflict_count, 0) as bigint) as conflict_count
from record_counts
left join survivors
    on record_counts.customer_id = survivors.customer_id
