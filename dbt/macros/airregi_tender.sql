{# How an Airレジ receipt was paid, by the tenders that every shop has; a shop's own ones are `other`. #}
{% macro airregi_tender() -%}
    {%- set tenders = {
        'paid_cash': 'cash', 'paid_credit': 'credit', 'paid_transit': 'transit_card',
        'paid_quicpay': 'quicpay', 'paid_id': 'id', 'paid_qr': 'qr', 'paid_paypay': 'paypay',
        'paid_credit_account': 'credit_account',
    } -%}
    case
        when
            {%- for column in tenders %}
            case when cast({{ column }} as decimal(18, 2)) <> 0 then 1 else 0 end
            {%- if not loop.last %} +{% endif %}
            {%- endfor %}
            > 1
            then 'mixed'
        {%- for column, tender in tenders.items() %}
        when cast({{ column }} as decimal(18, 2)) <> 0 then '{{ tender }}'
        {%- endfor %}
        else 'other'
    end
{%- endmacro %}
