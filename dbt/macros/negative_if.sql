{# An amount in canonical sign: what comes back is negative, whatever sign the source wrote. #}
{% macro negative_if(condition, amount) -%}
    case when {{ condition }} then -abs({{ amount }}) else {{ amount }} end
{%- endmacro %}
