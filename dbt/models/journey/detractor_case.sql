{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['source_system', 'source_object', 'source_record_id', 'case_kind'],
            'owner': 'cx',
        }
    )
}}

with detractor_cases as (
    select * from {{ ref('int_detractor_cases') }}
)

select
    cast(case_kind as string) as case_kind,
    cast(source_system as string) as source_system,
    cast(source_object as string) as source_object,
    cast(source_record_id as string) as source_record_id,
    cast(customer_id as string) as customer_id,
    cast(survey_kind as string) as survey_kind,
    cast(raised_on as date) as raised_on,
    cast(raised_at as timestamp) as raised_at,
    cast(score as double) as score,
    cast(owner as string) as owner,
    cast(due_on as date) as due_on,
    cast(contacted_at as timestamp) as contacted_at,
    cast(resolved_at as timestamp) as resolved_at,
    cast(outcome as string) as outcome,
    cast(status as string) as status,
    cast(is_contacted_48h as boolean) as is_contacted_48h,
    cast(is_mature_48h as boolean) as is_mature_48h,
    cast(next_score as integer) as next_score,
    cast(is_recovered as boolean) as is_recovered
from detractor_cases
