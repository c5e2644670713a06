{# The local time in a named zone of a UTC timestamp; the other way round is x_utc_timestamp. #}
{% macro x_local_timestamp(timestamp, zone) -%}
    {{ return(adapter.dispatch('x_local_timestamp')(timestamp, zone)) }}
{%- endmacro %}

{% macro duckdb__x_local_timestamp(timestamp, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{% macro spark__x_local_timestamp(timestamp, zone) -%}
    from_utc_timestamp({{ timestamp }}, {{ zone }})
{%- endmacro %}
