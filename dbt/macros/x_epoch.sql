{# Seconds since 1970 of a UTC timestamp, as a double with its fraction. #}
{% macro x_epoch(timestamp) -%}
    {{ return(adapter.dispatch('x_epoch')(timestamp)) }}
{%- endmacro %}

{% macro duckdb__x_epoch(timestamp) -%}
    epoch({{ timestamp }})
{%- endmacro %}

{% macro spark__x_epoch(timestamp) -%}
    (unix_micros({{ timestamp }}) / 1000000.0d)
{%- endmacro %}
