{# Who an event belongs to within its source; see the column party_key. `party` is the party row
   named by id, `by_code` the one found by member code, both left joined. Spellings of one address
   or number that differ in case, spaces, width or hyphens are one contact. #}
{% macro party_key(party, by_code, email='null', phone='null', member_code='null') -%}
    coalesce(
        {{ party }}.source_record_id,
        {{ by_code }}.party_record_id,
        case
            when coalesce({{ email }}, {{ phone }}, {{ member_code }}) is not null
                then 'contact:' || md5(
                    coalesce(lower(trim({{ email }})), '')
                    || '|'
                    || coalesce(
                        translate({{ phone }}, '０１２３４５６７８９-－‐ー()（） 　', '0123456789'), ''
                    )
                    || '|'
                    || coalesce(trim({{ member_code }}), '')
                )
        end
    )
{%- endmacro %}
