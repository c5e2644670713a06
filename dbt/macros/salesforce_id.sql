{# A report writes ids of 15 characters, everything else the same id with 3 more that say which of the
   15 are capitals, five to a character. Reports and queries of one org must meet. #}
{% macro salesforce_id(id) -%}
    case
        when length({{ id }}) = 15
            then {{ id }}
            {%- for chunk in [0, 5, 10] %}
            || substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                1
                {%- for place in [1, 2, 3, 4, 5] %}
                + case
                    when substr({{ id }}, {{ chunk + place }}, 1) between 'A' and 'Z'
                        then {{ 2 ** (place - 1) }}
                    else 0
                end
                {%- endfor %},
                1
            )
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}
