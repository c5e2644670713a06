{# Smaregi 会員状態区分: 4 lost in a merge, and the winner is not in the file; 3 has left but still is a
   person. #}
{% macro is_merged_member(status) -%}
    coalesce({{ status }} = '4', false)
{%- endmacro %}
