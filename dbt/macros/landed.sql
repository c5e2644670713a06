{# The columns by which every staged row can be traced to its file and line. #}
{% macro landed() -%}
    source_system,
    source_object,
    load_id,
    cast(load_seq as integer) as load_seq,
    cast(source_row_number as bigint) as source_row_number,
    tz_basis
{%- endmacro %}
