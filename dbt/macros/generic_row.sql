{# The select list of a generic extract, whose columns are the entity's own: each is cast to its type.
   `instead` gives the expression where the column needs more than that, or is not in the file. #}
{% macro generic_row(entity, instead={}) -%}
    {%- set given = {'is_deleted': 'coalesce(cast(latest.is_deleted as boolean), false)'} -%}
    {%- for column in canonical_columns(entity) -%}
        {%- do given.update({column: 'latest.' ~ column}) -%}
    {%- endfor -%}
    {%- do given.update(instead) -%}
    {{ mapped_row(entity, given, of='latest') }}
{%- endmacro %}
