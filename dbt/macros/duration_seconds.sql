{# Seconds of a call as telephone systems write them: 330, 5:30 or 0:05:30; anything else is NULL. #}
{% macro duration_seconds(text) -%}
    case
        when {{ x_regex_match(text, '^[0-9]{1,6}$') }} then cast({{ text }} as integer)
        when {{ x_regex_match(text, '^[0-9]{1,4}:[0-9]{2}$') }}
            then
                cast(split_part({{ text }}, ':', 1) as integer) * 60
                + cast(split_part({{ text }}, ':', 2) as integer)
        when {{ x_regex_match(text, '^[0-9]{1,3}:[0-9]{2}:[0-9]{2}$') }}
            then
                cast(split_part({{ text }}, ':', 1) as integer) * 3600
                + cast(split_part({{ text }}, ':', 2) as integer) * 60
                + cast(split_part({{ text }}, ':', 3) as integer)
    end
{%- endmacro %}
