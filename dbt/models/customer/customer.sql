{{ config(meta={'publish': 'restricted', 'order_by': ['customer_id'], 'owner': 'data_stewards'}) }}

{# What survives, and among which records: those of an attribute's group that state it. Names of one
   group come from one record, so that nobody is given one record's family name and another's given
   name. #}
{% set stated = {
    'name': 'coalesce(full_name, family_name) is not null',
    'kana': 'coalesce(full_name_kana, family_name_kana) is not null',
    'address': 'coalesce(postal_code, address_line) is not null',
    'email': 'email is not null',
    'phone': 'phone is not null',
    'mobile_phone': 'mobile_phone is not null',
    'birth_on': 'birth_on is not null',
    'gender': 'gender is not null',
    'member_code': 'member_code is not null',
    'job_title': 'job_title is not null',
    'occupation': 'occupation is not null',
} %}
{% set attributes = [
    ('full_name', 'name', 'name'), ('family_name', 'name', 'name'), ('given_name', 'name', 'name'),
    ('full_name_kana', 'kana', 'name'), ('family_name_kana', 'kana', 'name'),
    ('given_name_kana', 'kana', 'name'),
    ('email', 'email', 'contact'), ('phone', 'phone', 'contact'),
    ('mobile_phone', 'mobile_phone', 'contact'),
    ('postal_code', 'address', 'address'), ('prefecture', 'address', 'address'),
    ('city', 'address', 'address'), ('address_line', 'address', 'address'),
    ('birth_on', 'birth_on', 'birth'), ('gender', 'gender', 'birth'),
    ('member_code', 'member_code', 'birth'),
    ('job_title', 'job_title', 'name'), ('occupation', 'occupation', 'name'),
] %}

with customer_identities as (
    select * from {{ source('identity', 'customer_identity') }}
),

parties as (
    select * from {{ ref('party') }}
),

contact_sets as (
    select * from {{ ref('contact_set') }}
),

source_priorities as (
    select * from {{ ref('source_priority') }}
),

records as (
    select
        customer_identities.customer_id,
        parties.source_system,
        parties.source_object,
        parties.source_record_id,
        parties.full_name,
        parties.family_name,
        parties.given_name,
        parties.full_name_kana,
        parties.family_name_kana,
        parties.given_name_kana,
        parties.email,
        parties.phone,
        parties.mobile_phone,
        parties.postal_code,
        parties.prefecture,
        parties.city,
        parties.address_line,
        parties.birth_on,
        nullif(parties.gender, 'unknown') as gender,
        parties.member_code,
        parties.job_title,
        parties.occupation,
        coalesce(parties.updated_at, parties.created_at) as updated_at
    from customer_identities
    inner join parties
        on
            customer_identities.source_system = parties.source_system
            and customer_identities.source_object = parties.source_object
            and customer_identities.source_record_id = parties.source_record_id
    where not customer_identities.is_deleted
    union all
    select
        customer_identities.customer_id,
        contact_sets.source_system,
        customer_identities.source_object,
        contact_sets.party_key as source_record_id,
        null as full_name,
        null as family_name,
        null as given_name,
        null as full_name_kana,
        null as family_name_kana,
        null as given_name_kana,
        contact_sets.email,
        contact_sets.phone,
        null as mobile_phone,
        null as postal_code,
        null as prefecture,
        null as city,
        null as address_line,
        null as birth_on,
        null as gender,
        contact_sets.member_code,
        null as job_title,
        null as occupation,
        contact_sets.first_seen_at as updated_at
    from customer_identities
    inner join contact_sets
        on
            customer_identities.source_system = contact_sets.source_system
            and customer_identities.source_record_id = contact_sets.party_key
    where customer_identities.source_object = 'implied' and not customer_identities.is_deleted
),

-- Ranked once: by recency here, by what kind of record it is below. 9 is a kind nobody ranked.
ranked as (
    select
        records.*,
        coalesce(source_priorities.name_priority, 9) as name_priority,
        coalesce(source_priorities.contact_priority, 9) as contact_priority,
        coalesce(source_priorities.address_priority, 9) as address_priority,
        coalesce(source_priorities.birth_priority, 9) as birth_priority,
        row_number() over (
            partition by records.customer_id
            order by
                records.updated_at desc nulls last,
                records.source_system asc,
                records.source_object asc,
                records.source_record_id asc
        ) as recency_rank
    from records
    left join source_priorities
        on records.source_object = source_priorities.source_object
),

keyed as (
    select
        *,
        name_priority * 1000000 + recency_rank as name_key,
        contact_priority * 1000000 + recency_rank as contact_key,
        address_priority * 1000000 + recency_rank as address_key,
        birth_priority * 1000000 + recency_rank as birth_key
    from ranked
),

survivors as (
    select
        customer_id,
        count(*) as record_count
        {%- for attribute, group, priority in attributes %},
        {% if attribute == 'birth_on' -%}
        max_by(birth_on, -birth_key) filter (where {{ stated[group] }}) as birth_on
        {%- else -%}
        nullif(
            max_by(coalesce({{ attribute }}, ''), -{{ priority }}_key)
            filter (where {{ stated[group] }}),
            ''
        ) as {{ attribute }}
        {%- endif %},
        min({{ attribute }}) filter (where {{ stated[group] }}) as {{ attribute }}_least,
        max({{ attribute }}) filter (where {{ stated[group] }}) as {{ attribute }}_greatest
        {%- endfor %}
        {%- for attribute, group, priority in attributes | unique(attribute=1) %},
        max_by(source_system, -{{ priority }}_key)
            filter (where {{ stated[group] }}) as {{ group }}_winner,
        count_if({{ stated[group] }}) as {{ group }}_count,
        min({{ priority }}_priority) filter (where {{ stated[group] }}) as {{ group }}_best_priority,
        max({{ priority }}_priority) filter (where {{ stated[group] }}) as {{ group }}_worst_priority
        {%- endfor %}
    from keyed
    group by customer_id
)

select
    cast(customer_id as string) as customer_id,
    cast(record_count as bigint) as record_count
    {%- for attribute, group, priority in attributes %},
    cast({{ attribute }} as {{ 'date' if attribute == 'birth_on' else 'string' }}) as {{ attribute }},
    cast(
        case when {{ attribute }} is not null then {{ group }}_winner end as string
    ) as {{ attribute }}_source_system,
    cast(
        case
            when {{ attribute }} is null then null
            when {{ group }}_count = 1 then 'only_value'
            when {{ attribute }}_least = {{ attribute }}_greatest then 'all_agree'
            when {{ group }}_best_priority < {{ group }}_worst_priority then 'source_priority'
            else 'most_recent'
        end as string
    ) as {{ attribute }}_reason
    {%- endfor %}
from survivors
