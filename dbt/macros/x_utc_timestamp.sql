{# The UTC timestamp of a local one in a named zone. #}
{% macro x_utc_timestamp(local_timestamp, zone) -%}
    {{ return(adapter.dispatch('x_utc_timestamp')(local_timestamp, zone)) }}
{%- endmacro %}

{% macro duckdb__x_utc_timestamp(local_timestamp, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ local_timestamp }}))
{%- endmacro %}

{% macro spark__x_utc_timestamp(local_timestamp, zone) -%}
    to_utc_timestamp({{ local_timestamp }}, {{ zone }})
{%- endmacro %}
