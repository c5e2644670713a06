{{ config(schema='measure', contract={'enforced': false}) }}

-- The only model beside staging that reads landed tables: a tie-out that began with what staging
-- made of them would not see what staging loses.
with loads as (
    select * from {{ source('landing', 'load') }}
),

{% if is_used('smaregi') -%}
smaregi_lines as (
    select
        delivered.source_system,
        count(*) as row_count,
        count_if(superseded.load_seq is not null) as older_version_count,
        count_if(superseded.load_seq is null and delivered.transaction_type = '1') as line_count,
        count(distinct case
            when superseded.load_seq is null and delivered.transaction_type = '1'
                then delivered.transaction_id
        end) as receipt_count
    from {{ source('smaregi', 'transaction_line') }} as delivered
    left join {{ ref('stg_smaregi__superseded_lines') }} as superseded
        on
            delivered.load_seq = superseded.load_seq
            and delivered.source_row_number = superseded.source_row_number
    group by delivered.source_system
),

{% endif -%}
counts as (
    {%- for subject, entity in tied_entities().items() %}
    {%- for object, told in landed_records()[entity].items() if is_used(object) %}
    {%- set is_of_subject = told.where or 'true' %}
    {%- set record_id = 'case when ' ~ is_of_subject ~ ' then ' ~ told.id ~ ' end' %}
    {%- set further = 'count_if(' ~ is_of_subject ~ ') - count(distinct ' ~ record_id ~ ')' %}
    select
        '{{ subject }}' as subject,
        source_system,
        '{{ object }}' as landed_object,
        count(*) as row_count,
        {{ 0 if told.lines else further }} as older_version_count,
        {{ further if told.lines else 0 }} as further_row_count,
        count(distinct {{ record_id }}) as record_count
    from {{ source(*object.split('/')) }}
    group by source_system
    union all
    {%- endfor %}
    {%- endfor %}
    {%- if is_used('smaregi') %}
    select
        'receipts' as subject,
        source_system,
        'smaregi/transaction_line' as landed_object,
        row_count,
        older_version_count,
        line_count - receipt_count as further_row_count,
        receipt_count as record_count
    from smaregi_lines
    union all
    select
        'receipt_lines' as subject,
        source_system,
        'smaregi/transaction_line' as landed_object,
        row_count,
        older_version_count,
        cast(0 as bigint) as further_row_count,
        line_count as record_count
    from smaregi_lines
    union all
    {%- endif %}
    select
        cast(null as string) as subject,
        cast(null as string) as source_system,
        cast(null as string) as landed_object,
        cast(null as bigint) as row_count,
        cast(null as bigint) as older_version_count,
        cast(null as bigint) as further_row_count,
        cast(null as bigint) as record_count
    where 1 = 0
),

-- From the loads, not from the rows: a table that came out empty must be missed.
landed as (
    {%- for subject, entity in tied_entities().items() %}
    {%- for object, told in landed_records()[entity].items() %}
    select
        '{{ subject }}' as subject,
        source_system,
        '{{ object }}' as landed_object,
        '{{ told.called or object.split('/')[1] }}' as source_object,
        rows_landed,
        rows_replaced
    from loads
    where
        contract like '{{ object.split('/')[0] }}/%'
        and source_object = '{{ object.split('/')[1] }}'
    union all
    {%- endfor %}
    {%- endfor %}
    select
        subjects.subject,
        loads.source_system,
        'smaregi/transaction_line' as landed_object,
        subjects.source_object,
        loads.rows_landed,
        loads.rows_replaced
    from loads
    cross join (
        values ('receipts', 'transaction'), ('receipt_lines', 'transaction_line')
    ) as subjects (subject, source_object)
    where loads.contract like 'smaregi/%' and loads.source_object = 'transaction_line'
),

landed_by_object as (
    select
        subject,
        source_system,
        landed_object,
        source_object,
        cast(sum(rows_landed) as bigint) as landed_count,
        cast(sum(rows_replaced) as bigint) as replaced_count
    from landed
    group by subject, source_system, landed_object, source_object
)

select
    landed_by_object.subject,
    landed_by_object.source_system,
    landed_by_object.source_object,
    landed_by_object.landed_count,
    landed_by_object.replaced_count,
    coalesce(counts.older_version_count, 0) as older_version_count,
    coalesce(
        counts.row_count
        - counts.older_version_count
        - counts.further_row_count
        - counts.record_count,
        0
    ) as other_kind_count,
    coalesce(counts.further_row_count, 0) as further_row_count
from landed_by_object
left join counts
    on
        landed_by_object.subject = counts.subject
        and landed_by_object.source_system = counts.source_system
        and landed_by_object.landed_object = counts.landed_object
