{# Whole days from one date to a later one; the two engines take the arguments in opposite order. #}
{% macro x_days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('x_days_between')(from_date, to_date)) }}
{%- endmacro %}

{% macro duckdb__x_days_between(from_date, to_date) -%}
    date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

{% macro spark__x_days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}
