-- Guards the joins on the way from landing to canonical: an inner join that finds no partner drops
-- its row without a word. What a rule leaves out on purpose is left out here by the same rule.
-- Counts are compared, not amounts: those are the business of the models' own tests.
with landed as (
    {%- for entity, objects in landed_records().items() %}
    {%- for object, told in objects.items() if is_used(object) %}
    select distinct
        '{{ entity }}' as entity,
        '{{ told.called or object.split('/')[1] }}' as source_object,
        source_system,
        {{ told.id }} as record_id
    from {{ source(*object.split('/')) }}
    {%- if told.where %}
    where
        {{ told.where }}
    {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    {%- if is_used('smaregi/transaction_line') %}
    select
        'sale_line' as entity,
        delivered.source_object,
        delivered.source_system,
        delivered.transaction_id as record_id
    from {{ source('smaregi', 'transaction_line') }} as delivered
    left join {{ ref('stg_smaregi__superseded_lines') }} as superseded
        on
            delivered.load_seq = superseded.load_seq
            and delivered.source_row_number = superseded.source_row_number
    where delivered.transaction_type = '1' and superseded.load_seq is null
    union all
    {%- endif %}
    select
        cast(null as string) as entity,
        cast(null as string) as source_object,
        cast(null as string) as source_system,
        cast(null as string) as record_id
    where 1 = 0
),

canonical as (
    {%- for entity in landed_records() %}
    select
        '{{ entity }}' as entity,
        source_object,
        source_system
    from {{ ref(entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

landed_counts as (
    select
        entity,
        source_object,
        source_system,
        count(*) as record_count
    from landed
    group by entity, source_object, source_system
),

canonical_counts as (
    select
        entity,
        source_object,
        source_system,
        count(*) as record_count
    from canonical
    group by entity, source_object, source_system
)

select
    landed_counts.entity,
    landed_counts.source_system,
    landed_counts.source_object,
    landed_counts.record_count as landed_count,
    canonical_counts.record_count as canonical_count
from landed_counts
left join canonical_counts
    on
        landed_counts.entity = canonical_counts.entity
        and landed_counts.source_object = canonical_counts.source_object
        and landed_counts.source_system = canonical_counts.source_system
where landed_counts.record_count <> coalesce(canonical_counts.record_count, 0)
