-- Guards the joins on the way from landing to canonical: an inner join that finds no partner drops
-- its row without a word. What a rule leaves out on purpose is left out here by the same rule.
-- Counts are compared, not amounts: those are the business of the models' own tests.
with landed as (
    select distinct
        'contact' as entity,
        source_system,
        id as record_id
    from {{ source('salesforce', 'contact') }}
    union all
    select distinct
        'lead' as entity,
        source_system,
        id as record_id
    from {{ source('marketo', 'lead') }}
    union all
    select distinct
        'member' as entity,
        source_system,
        member_id as record_id
    from {{ source('smaregi', 'member') }}
    union all
    select distinct
        'pipeline_item' as entity,
        source_system,
        id as record_id
    from {{ source('salesforce', 'opportunity') }}
    union all
    select distinct
        'survey_response' as entity,
        source_system,
        response_id as record_id
    from {{ source('qualtrics', 'response') }}
    union all
    select distinct
        'message_activity' as entity,
        source_system,
        marketo_guid as record_id
    from {{ source('marketo', 'activity') }}
    where activity_type_id in ('6', '7', '8', '9', '10', '11', '27')
    union all
    select
        'sale_line' as entity,
        delivered.source_system,
        delivered.transaction_id as record_id
    from {{ source('smaregi', 'transaction_line') }} as delivered
    left join {{ ref('stg_smaregi__superseded_lines') }} as superseded
        on
            delivered.load_seq = superseded.load_seq
            and delivered.source_row_number = superseded.source_row_number
    where delivered.transaction_type = '1' and superseded.load_seq is null
),

canonical as (
    select source_object as entity
    from {{ ref('party') }}
    where source_object in ('contact', 'lead', 'member')
    union all
    select 'pipeline_item' as entity
    from {{ ref('pipeline_item') }}
    union all
    select 'survey_response' as entity
    from {{ ref('survey_response') }}
    union all
    select 'message_activity' as entity
    from {{ ref('message_activity') }}
    union all
    select 'sale_line' as entity
    from {{ ref('sale_line') }}
),

landed_counts as (
    select
        entity,
        count(*) as record_count
    from landed
    group by entity
),

canonical_counts as (
    select
        entity,
        count(*) as record_count
    from canonical
    group by entity
)

select
    landed_counts.entity,
    landed_counts.record_count as landed_count,
    canonical_counts.record_count as canonical_count
from landed_counts
left join canonical_counts
    on landed_counts.entity = canonical_counts.entity
where landed_counts.record_count <> coalesce(canonical_counts.record_count, 0)
