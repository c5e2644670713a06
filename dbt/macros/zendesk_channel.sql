{# How the customer got in touch, by the words of the CSV or of the API; NULL where neither says. #}
{% macro zendesk_channel(via) -%}
    case
        when {{ via }} in ('web form', 'web', 'web_widget', 'mobile')
            then 'form'
        when {{ via }} in ('mail', 'email') then 'email'
        when {{ via }} in ('chat', 'native_messaging', 'messaging') then 'chat'
        when {{ via }} in ('voice', 'voicemail', 'phone') or {{ via }} like 'phone call%' then 'phone'
        when {{ via }} in ('twitter', 'facebook', 'line', 'instagram', 'instagram_dm', 'any_channel')
            or {{ via }} like 'facebook %' or {{ via }} like 'twitter %'
            then 'social'
    end
{%- endmacro %}
