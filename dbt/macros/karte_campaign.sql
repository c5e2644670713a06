{# The id of the KARTE campaign whose message was shown, opened, clicked, closed or answered; names of
   campaigns are in a master that is not read. #}
{% macro karte_campaign(events) -%}
    case
        {% for event in ['message_open', 'message_click', 'message_close', 'message_send'] -%}
        when {{ events }}.event_name = '{{ event }}'
            then {{ x_json_text(events ~ '.event_values', [event, 'message', 'campaign_id']) }}
        {% endfor -%}
        when {{ events }}.event_name = '_answer_question'
            then {{ x_json_text(
                events ~ '.event_values', ['_answer_question', '_system', 'message', 'campaign_id']
            ) }}
    end
{%- endmacro %}
