{# A model's folder names its schema, without the target's name in front, so that the relation
   `canonical.sale` is also the asset key `canonical/sale`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
