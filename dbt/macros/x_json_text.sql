{# The text of one top-level key of a JSON object; NULL where the text is not JSON. #}
{% macro x_json_text(json, key) -%}
    {{ return(adapter.dispatch('x_json_text')(json, key)) }}
{%- endmacro %}

{% macro duckdb__x_json_text(json, key) -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '$."{{ key }}"') end
{%- endmacro %}

{% macro spark__x_json_text(json, key) -%}
    get_json_object({{ json }}, "$['{{ key }}']")
{%- endmacro %}
