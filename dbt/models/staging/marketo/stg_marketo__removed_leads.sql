{{ config(enabled=is_used('marketo')) }}

-- A removal is told once and for ever, so copies of the activity do no harm.
with removals as (
    select
        *,
        translate(
            coalesce(
                {{ x_json_text('attributes', 'Merge IDs') }},
                {{ x_json_text('attributes', 'merge_ids') }}
            ),
            '[]" ',
            ''
        ) as merged_ids
    from {{ source('marketo', 'activity') }}
    where activity_type_id in ('29', '32')
),

-- The activity of a merge belongs to the lead that stays and lists those that went into it.
gone as (
    select
        {{ landed() }},
        activity_date,
        {{ x_each_part('merged_ids', ',') }} as lead_id,
        lead_id as merged_into_lead_id
    from removals
    where activity_type_id = '32' and merged_ids is not null
    union all
    select
        {{ landed() }},
        activity_date,
        lead_id,
        cast(null as string) as merged_into_lead_id
    from removals
    where activity_type_id = '29'
)

select
    {{ landed() }},
    load_seq as first_load_seq,
    lead_id,
    merged_into_lead_id
from gone
where lead_id not in ('', coalesce(merged_into_lead_id, ''))
-- Being merged away says more than being deleted, which Marketo may log beside it.
qualify row_number() over (
    partition by source_system, lead_id
    order by
        case when merged_into_lead_id is null then 1 else 0 end asc nulls last,
        cast(activity_date as timestamp) desc nulls last,
        load_seq desc,
        source_row_number desc
) = 1
