{# Models that are cross joined hold exactly one row: none would empty their readers, two double them. #}
{% test has_one_row(model) %}
    select count(*) as row_count
    from {{ model }}
    having count(*) <> 1
{% endtest %}
