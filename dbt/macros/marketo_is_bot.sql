{# Whether Marketo holds that a scanner opened or clicked. Reading JSON costs more than all the rest of
   the mapping, hence the look at the text first. #}
{% macro marketo_is_bot(activities) -%}
    case
        when
            {{ activities }}.activity_type in ('opened', 'clicked')
            and {{ activities }}.attributes like '%Is Bot Activity%'
            then
                coalesce(
                    lower({{ x_json_text(activities ~ '.attributes', 'Is Bot Activity') }})
                    in ('true', '1'),
                    false
                )
        else false
    end
{%- endmacro %}
