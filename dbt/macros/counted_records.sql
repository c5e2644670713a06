{# The landed objects that the tie-out counts for itself, by the subject they give rows to: how the
   entity calls the object, what tells two of its records apart, and which rows are of the subject.
   Objects whose rows are not one record each have no place here; their tie-out begins with the
   records that the entity holds. #}
{% macro counted_records() -%}
    {{ return({
        'receipts': {
            'generic/sale': ('sale', 'source_record_id', 'true'),
        },
        'receipt_lines': {
            'generic/sale_line': ('sale_line', 'source_record_id', 'true'),
        },
        'responses': {
            'generic/survey_response': ('survey_response', 'source_record_id', 'true'),
            'qualtrics/response': ('response', 'response_id', 'true'),
        },
        'cases': {
            'generic/support_case': ('support_case', 'source_record_id', 'true'),
            'salesforce/case': ('case', 'id', 'true'),
        },
        'messages': {
            'generic/message_activity': ('message_activity', 'source_record_id', 'true'),
            'marketo/activity': (
                'activity', 'marketo_guid',
                "activity_type_id in ('6', '7', '8', '9', '10', '11', '27')",
            ),
        },
    }) }}
{%- endmacro %}
