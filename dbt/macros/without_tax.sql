{# A discount granted on prices with tax, without it: the line's own ratio takes the tax out. #}
{% macro without_tax(amount, tax, charged) -%}
    round(
        {{ amount }} * coalesce(1 - cast({{ tax }} as double) / nullif({{ charged }}, 0), 1), 2
    )
{%- endmacro %}
