{# A timestamp some seconds later. #}
{% macro x_plus_seconds(timestamp, seconds) -%}
    {{ return(adapter.dispatch('x_plus_seconds')(timestamp, seconds)) }}
{%- endmacro %}

{% macro duckdb__x_plus_seconds(timestamp, seconds) -%}
    {{ timestamp }} + to_seconds({{ seconds }})
{%- endmacro %}

{% macro spark__x_plus_seconds(timestamp, seconds) -%}
    {{ timestamp }} + make_dt_interval(0, 0, 0, {{ seconds }})
{%- endmacro %}
