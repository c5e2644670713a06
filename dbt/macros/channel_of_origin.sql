{# The channel behind a case's origin, a picklist that each company words anew; NULL where no word tells. #}
{% macro channel_of_origin(origin) -%}
    case
        when {{ x_regex_match(origin, 'phone|電話|call') }} then 'phone'
        when {{ x_regex_match(origin, 'mail|メール') }} then 'email'
        when {{ x_regex_match(origin, 'chat|チャット|messag') }} then 'chat'
        when {{ x_regex_match(origin, 'web|form|フォーム|サイト') }} then 'form'
        when {{ x_regex_match(origin, 'store|店') }} then 'store'
        when {{ x_regex_match(origin, 'twitter|facebook|instagram|line|social|sns') }} then 'social'
    end
{%- endmacro %}
