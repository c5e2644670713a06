{# Whether a pattern is found anywhere in a text. Keep to what RE2 and Java share: no
   look-around, no back-references. #}
{% macro x_regex_match(text, pattern) -%}
    {{ return(adapter.dispatch('x_regex_match')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__x_regex_match(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__x_regex_match(text, pattern) -%}
    {{ text }} rlike r'{{ pattern }}'
{%- endmacro %}
