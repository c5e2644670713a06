{# A record's number without the zcrm_ that some exports write before it and others do not. #}
{% macro zoho_id(id) -%}
    replace({{ id }}, 'zcrm_', '')
{%- endmacro %}
