{# The text of one key of a JSON object, or of what a list of keys leads to; NULL where the text is not
   JSON. #}
{% macro x_json_text(json, key) -%}
    {{ return(adapter.dispatch('x_json_text')(json, key)) }}
{%- endmacro %}

{% macro duckdb__x_json_text(json, key) -%}
    {%- set path = key if key is string else key | join('"."') -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '$."{{ path }}"') end
{%- endmacro %}

{% macro spark__x_json_text(json, key) -%}
    {%- set path = key if key is string else key | join("']['") -%}
    get_json_object({{ json }}, "$['{{ path }}']")
{%- endmacro %}
