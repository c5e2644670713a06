{# How a receipt was paid, by the two tenders that the extract names. #}
{% macro smaregi_tender(receipts) -%}
    case
        when {{ receipts }}.paid_cash_amount <> 0 and {{ receipts }}.paid_credit_amount <> 0
            then 'mixed'
        when {{ receipts }}.paid_cash_amount <> 0 then 'cash'
        when {{ receipts }}.paid_credit_amount <> 0 then 'credit'
        else 'other'
    end
{%- endmacro %}
