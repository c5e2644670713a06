with company as (
    select * from {{ source('landing', 'company') }}
),

-- What somebody did, not what a record says: a flag's date is the last edit of its record, and
-- edits go on after the last business day that the extracts hold in full.
happenings as (
    select
        min(business_date) as first_on,
        max(business_date) as last_on,
        min(business_date) as first_sale_on
    from {{ ref('sale') }}
    where not is_deleted
    union all
    select
        min(business_date) as first_on,
        max(business_date) as last_on,
        cast(null as date) as first_sale_on
    from {{ ref('message_activity') }}
    where not is_deleted
    union all
    select
        min(business_date) as first_on,
        max(business_date) as last_on,
        cast(null as date) as first_sale_on
    from {{ ref('survey_response') }}
    where not is_deleted and not is_preview
    union all
    select
        min(business_date) as first_on,
        max(business_date) as last_on,
        cast(null as date) as first_sale_on
    from {{ ref('pipeline_item') }}
    where not is_deleted
    {%- for entity in ['digital_event', 'support_case', 'support_interaction', 'review'] %}
    union all
    select
        min(business_date) as first_on,
        max(business_date) as last_on,
        cast(null as date) as first_sale_on
    from {{ ref(entity) }}
    where not is_deleted
    {%- endfor %}
),

span as (
    select
        min(first_on) as first_on,
        max(last_on) as last_on,
        min(first_sale_on) as first_sale_on
    from happenings
)

select
    coalesce(cast(company.as_of_on as date), span.last_on) as as_of_on,
    span.first_on,
    span.first_sale_on,
    company.timezone,
    cast(company.fiscal_year_start_month as integer) as fiscal_year_start_month,
    cast(company.f2_within_days as integer) as f2_within_days,
    cast(company.churn_silent_after_days as integer) as churn_silent_after_days,
    company.currency
from company
cross join span
