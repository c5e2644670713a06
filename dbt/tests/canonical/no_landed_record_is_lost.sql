-- Guards the joins on the way from landing to canonical: an inner join that finds no partner drops
-- its row without a word. What a rule leaves out on purpose is left out here by the same rule.
-- Counts are compared, not amounts: those are the business of the models' own tests.
{%- set generic = [
    'party', 'account', 'pipeline_item', 'message_activity', 'digital_event', 'sale', 'sale_line',
    'survey_response', 'support_case', 'support_interaction', 'review', 'follow_up',
    'consent_event',
] %}
{%- set records = {
    'salesforce/contact': ('party', salesforce_id('id')),
    'salesforce/lead': ('party', 'id'),
    'salesforce/account': ('account', 'id'),
    'salesforce/opportunity': ('pipeline_item', 'id'),
    'salesforce/case': ('support_case', 'id'),
    'marketo/lead': ('party', 'id'),
    'smaregi/member': ('party', 'member_id'),
    'hubspot/contact': ('party', 'record_id'),
    'hubspot/deal': ('pipeline_item', 'record_id'),
    'hubspot/ticket': ('support_case', 'record_id'),
    'qualtrics/response': ('survey_response', 'response_id'),
    'pardot/prospect': ('party', 'id'),
    'satori/customer': ('party', 'lower(trim(email))'),
    'sprinklr/message': ('review', 'permalink'),
    'amplitude/event': ('digital_event', 'uuid'),
    'zoho/contact': ('party', zoho_id('record_id')),
    'zoho/lead': ('party', zoho_id('record_id')),
    'zoho/deal': ('pipeline_item', zoho_id('record_id')),
} %}
{%- for entity in generic %}
{%- do records.update({'generic/' ~ entity: (entity, 'source_record_id')}) %}
{%- endfor %}

with landed as (
    {%- for object, (entity, record_id) in records.items() if is_used(object.split('/')[0]) %}
    select distinct
        '{{ entity }}' as entity,
        source_object,
        source_system,
        {{ record_id }} as record_id
    from {{ source(*object.split('/')) }}
    union all
    {%- endfor %}
    {%- if is_used('marketo') %}
    select distinct
        'message_activity' as entity,
        source_object,
        source_system,
        marketo_guid as record_id
    from {{ source('marketo', 'activity') }}
    where activity_type_id in ('6', '7', '8', '9', '10', '11', '27')
    union all
    {%- endif %}
    {%- if is_used('airregi') %}
    select distinct
        'sale' as entity,
        'receipt' as source_object,
        source_system,
        receipt_no as record_id
    from {{ source('airregi', 'receipt_line') }}
    union all
    {%- endif %}
    {%- if is_used('shopify') %}
    select distinct
        'sale' as entity,
        'order' as source_object,
        source_system,
        coalesce(order_id, order_name) as record_id
    from {{ source('shopify', 'order_line') }}
    union all
    {%- endif %}
    {%- if is_used('smaregi') %}
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
    {%- for entity in generic %}
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
