{# The sha256 of a text's UTF-8 bytes, in lower-case hex. #}
{% macro x_sha256(text) -%}
    {{ return(adapter.dispatch('x_sha256')(text)) }}
{%- endmacro %}

{% macro duckdb__x_sha256(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro spark__x_sha256(text) -%}
    sha2({{ text }}, 256)
{%- endmacro %}
