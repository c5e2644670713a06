{# Whether an answer about satisfaction is praise, by the scale it was given on; `praise` runs upwards. #}
{% macro is_top_box(praise, scale_min, scale_max) -%}
    case
        when {{ scale_min }} = 1 and {{ scale_max }} = 5 then {{ praise }} >= 4
        when {{ scale_min }} = 1 and {{ scale_max }} = 7 then {{ praise }} >= 6
        when {{ scale_min }} in (0, 1) and {{ scale_max }} = 10 then {{ praise }} >= 9
        when {{ scale_min }} = 1 and {{ scale_max }} = 3 then {{ praise }} >= 3
        -- A scale that no definition names: its upper fifth.
        else {{ praise }} >= {{ scale_max }} - 0.2 * ({{ scale_max }} - {{ scale_min }})
    end
{%- endmacro %}
