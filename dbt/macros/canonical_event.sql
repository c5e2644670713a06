{# A whole canonical model of something that happened to somebody: its rows from every source, the
   company's local day of `happened_at`, and who it belongs to within its source. `contacts` are
   the columns by which a person may be named besides party_record_id; where `nobody_if` holds, the
   row belongs to nobody. #}
{% macro canonical_event(entity, happened_at, contacts=[], nobody_if=none) -%}
with mapped as (
    {{ mapped(entity) }}
),

parties as (
    select distinct
        source_system,
        source_record_id
    from {{ ref('party') }}
),

party_codes as (
    select * from {{ ref('party_by_member_code') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    mapped.source_system,
    mapped.source_object,
    mapped.source_record_id,
    mapped.load_id,
    mapped.load_seq,
    mapped.source_row_number,
    coalesce(mapped.business_date, {{ x_local_date('mapped.' ~ happened_at) }}) as business_date,
    coalesce(mapped.is_deleted, false) as is_deleted,
    mapped.tz_basis,
    {% if nobody_if %}case when not coalesce({{ nobody_if }}, false) then {% endif -%}
    {{ party_key(
        'parties', 'party_codes',
        email='mapped.email' if 'email' in contacts else 'null',
        phone='mapped.phone' if 'phone' in contacts else 'null',
        member_code='mapped.member_code' if 'member_code' in contacts else 'null',
    ) }}
    {%- if nobody_if %} end{% endif %} as party_key,
    {% for column in canonical_columns(entity) -%}
    mapped.{{ column }}{% if not loop.last %},
    {% endif %}
    {%- endfor %}
from mapped
left join parties
    on
        mapped.source_system = parties.source_system
        and mapped.party_record_id = parties.source_record_id
left join party_codes
    on
        mapped.source_system = party_codes.source_system
        and {{ 'mapped.member_code' if 'member_code' in contacts else 'cast(null as string)' }}
        = party_codes.member_code
inner join business_clock
    on mapped.load_seq = business_clock.load_seq
{%- endmacro %}
