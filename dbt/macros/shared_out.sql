{# A line's part of its receipt's `total`, by the line's weight: the growth of the rounded running
   part, so that the parts add up to the total exactly. `key` is the receipt, `place` the order of
   its lines. A receipt whose lines weigh nothing gives its first line everything. #}
{% macro shared_out(total, weight, key, place, digits=2) -%}
    {%- set whole = 'sum(cast(' ~ weight ~ ' as double)) over (partition by source_system, ' ~ key ~ ')' -%}
    {%- set so_far = 'sum(cast(' ~ weight ~ ' as double)) over (partition by source_system, ' ~ key
        ~ ' order by ' ~ place ~ ' asc rows between unbounded preceding and current row)' -%}
    case
        when {{ whole }} <> 0
            then
                round({{ total }} * {{ so_far }} / {{ whole }}, {{ digits }})
                - round({{ total }} * ({{ so_far }} - {{ weight }}) / {{ whole }}, {{ digits }})
        when {{ place }} = 1 then round(cast({{ total }} as double), {{ digits }})
        else 0
    end
{%- endmacro %}
