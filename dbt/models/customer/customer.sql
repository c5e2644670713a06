{{ config(meta={'publish': 'restricted', 'order_by': ['customer_id'], 'owner': 'data_stewards'}) }}

{# What belongs together is taken from one record, so that nobody is given one record's family name
   and another's given name. A group: whose word counts first for it, and the value in which a
   record states it. #}
{% set groups = {
    'name': ('name_key', 'coalesce(full_name, family_name)'),
    'kana': ('name_key', 'coalesce(full_name_kana, family_name_kana)'),
    'email': ('contact_key', 'email'),
    'phone': ('contact_key', 'phone'),
    'mobile_phone': ('contact_key', 'mobile_phone'),
    'address': ('address_key', 'coalesce(address_line, postal_code)'),
    'birth_on': ('birth_key', 'birth_on'),
    'gender': ('birth_key', 'gender'),
    'member_code': ('birth_key', 'member_code'),
    'job_title': ('name_key', 'job_title'),
    'occupation': ('name_key', 'occupation'),
} %}
{% set attributes = {
    'full_name': 'name', 'family_name': 'name', 'given_name': 'name',
    'full_name_kana': 'kana', 'family_name_kana': 'kana', 'given_name_kana': 'kana',
    'email': 'email', 'phone': 'phone', 'mobile_phone': 'mobile_phone',
    'postal_code': 'address', 'prefecture': 'address', 'city': 'address',
    'address_line': 'address',
    'birth_on': 'birth_on', 'gender': 'gender', 'member_code': 'member_code',
    'job_title': 'job_title', 'occupation': 'occupation',
} %}

with customer_identities as (
    select * from {{ source('identity', 'customer_identity') }}
),

parties as (
    select * from {{ ref('party') }}
),

contact_sets as (
    select * from {{ ref('contact_set') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
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
    -- What events carry without belonging to a record.
    select
        party_customers.customer_id,
        contact_sets.source_system,
        'implied' as source_object,
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
    from contact_sets
    inner join party_customers
        on
            contact_sets.source_system = party_customers.source_system
            and contact_sets.party_key = party_customers.party_key
    where contact_sets.has_live_row
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
        {% for attribute, group in attributes.items() -%}
        {% set key, stated = groups[group] -%}
        {% if attribute == stated -%}
        max_by({{ attribute }}, -{{ key }}) filter (where {{ stated }} is not null)
            as {{ attribute }},
        {% else -%}
        -- The record that wins the group may leave this part of it empty.
        nullif(
            max_by(coalesce({{ attribute }}, ''), -{{ key }})
            filter (where {{ stated }} is not null),
            ''
        ) as {{ attribute }},
        {% endif -%}
        {% endfor -%}
        {% for group, (key, stated) in groups.items() -%}
        max_by(source_system, -{{ key }}) filter (where {{ stated }} is not null)
            as {{ group }}_winner,
        case
            when count({{ stated }}) = 1 then 'only_value'
            when min({{ stated }}) = max({{ stated }}) then 'all_agree'
            -- A key is a million times the priority, and the rank by recency.
            when
                floor(min({{ key }}) filter (where {{ stated }} is not null) / 1000000)
                < floor(max({{ key }}) filter (where {{ stated }} is not null) / 1000000)
                then 'source_priority'
            else 'most_recent'
        end as {{ group }}_reason_of_group,
        {% endfor -%}
        count(*) as record_count
    from keyed
    group by customer_id
)

select
    cast(customer_id as string) as customer_id,
    {% for attribute, group in attributes.items() -%}
    cast({{ attribute }} as {{ 'date' if attribute == 'birth_on' else 'string' }})
        as {{ attribute }},
    cast(case when {{ attribute }} is not null then {{ group }}_winner end as string)
        as {{ attribute }}_source_system,
    cast(case when {{ attribute }} is not null then {{ group }}_reason_of_group end as string)
        as {{ attribute }}_reason,
    {% endfor -%}
    cast(record_count as bigint) as record_count
from survivors
