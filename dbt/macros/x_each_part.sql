{# One row for each part of a text between separators; stands alone in a select list. #}
{% macro x_each_part(text, separator) -%}
    {{ return(adapter.dispatch('x_each_part')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__x_each_part(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__x_each_part(text, separator) -%}
    explode(split({{ text }}, '{{ separator }}'))
{%- endmacro %}
