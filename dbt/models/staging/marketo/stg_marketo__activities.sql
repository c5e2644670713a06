{{ config(enabled=is_used('marketo')) }}

-- An activity never changes once written, so its copies differ in nothing but where they lie.
with latest as (
    {{ latest_version(source('marketo', 'activity'), 'marketo_guid') }}
)

select
    {{ landed() }},
    marketo_guid as activity_id,
    lead_id,
    cast(activity_date as timestamp) as occurred_at,
    activity_type_id,
    campaign_id,
    primary_attribute_value_id as asset_id,
    -- Carriage returns get into names that were pasted.
    replace(primary_attribute_value, chr(13), ' ') as asset_name,
    attributes
from latest
