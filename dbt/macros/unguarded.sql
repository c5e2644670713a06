{# A number without the apostrophe that some exports write before it, so that a spreadsheet does not
   take it for a quantity. #}
{% macro unguarded(text) -%}
    translate({{ text }}, '''', '')
{%- endmacro %}
