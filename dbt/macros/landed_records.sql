{# What the landed tables hold of an entity, counted without the models between: by entity, the landed
   objects that give it rows. `id` is what tells two records of the entity apart; `where` which rows
   are of the entity (all of them, unless said); `called` what the entity calls the object, where
   that is another name; `lines` says that a record stands on several rows. Rows that make a record
   only sometimes (the recipients of a survey, the consents on a contact) are in no list, nor are
   records whose key is made of many columns: the vendors' golden rows hold those. #}
{% macro landed_records() -%}
    {%- set by_entity = {
        'party': {
            'hubspot/contact': {'id': 'record_id'},
            'marketo/lead': {'id': 'id'},
            'pardot/prospect': {'id': 'id'},
            'salesforce/contact': {'id': salesforce_id('id')},
            'salesforce/lead': {'id': 'id'},
            'satori/customer': {'id': 'lower(trim(email))'},
            'smaregi/member': {'id': 'member_id'},
            'zendesk/user': {'id': 'id', 'where': "role = 'end-user'"},
            'zoho/contact': {'id': zoho_id('record_id')},
            'zoho/lead': {'id': zoho_id('record_id')},
        },
        'account': {
            'hubspot/company': {'id': 'record_id'},
            'salesforce/account': {'id': 'id'},
            'zendesk/organization': {'id': 'id'},
        },
        'pipeline_item': {
            'hubspot/deal': {'id': 'record_id'},
            'salesforce/lead': {'id': 'id'},
            'salesforce/opportunity': {'id': 'id'},
            'zoho/deal': {'id': zoho_id('record_id')},
            'zoho/lead': {'id': zoho_id('record_id')},
        },
        'message_activity': {
            'hubspot/email_event': {
                'id': 'event_id',
                'where': "upper(event_type) in ('SENT', 'DELIVERED', 'OPEN', 'CLICK', 'BOUNCE', 'SPAMREPORT')
                    or (
                        upper(event_type) = 'STATUSCHANGE'
                        and upper(portal_subscription_status) = 'UNSUBSCRIBED'
                    )",
            },
            'marketo/activity': {
                'id': 'marketo_guid',
                'where': "activity_type_id in ('6', '7', '8', '9', '10', '11', '27')",
            },
            'pardot/visitor_activity': {
                'id': 'id',
                'where': "coalesce(list_email_id, email_id) is not null
                    and type in ('1', '6', '11', '12', '13', '14')",
            },
        },
        'digital_event': {
            'amplitude/event': {'id': 'uuid'},
        },
        'sale': {
            'airregi/receipt_line': {'id': 'receipt_no', 'called': 'receipt', 'lines': true},
            'shopify/order_line': {
                'id': 'coalesce(order_id, order_name)', 'called': 'order', 'lines': true,
            },
        },
        'survey_response': {
            'google_forms/response': {'id': 'response_id'},
            'qualtrics/response': {'id': 'response_id'},
            'surveymonkey/response': {'id': 'response_id'},
            'typeform/response': {'id': 'response_id'},
        },
        'survey_answer': {
            'qualtrics/question_response': {
                'id': 'answer_id', 'where': 'coalesce(answer_value, answer_words) is not null',
            },
        },
        'support_case': {
            'call_log/phone_call': {
                'id': 'call_id',
                'where': "not coalesce(
                        direction in ('発信', '発', '架電', 'outbound', 'Outbound', 'OUT'),
                        caller_number is null and counterparty_number is not null
                    )",
            },
            'hubspot/ticket': {'id': 'record_id'},
            'salesforce/case': {'id': 'id'},
            'zendesk/ticket': {'id': 'id'},
        },
        'support_interaction': {
            'zendesk/comment': {'id': 'id'},
        },
        'review': {
            'google_business/review': {
                'id': "coalesce(
                        review_id,
                        nullif(split_part(resource_name, '/reviews/', 2), ''),
                        resource_name
                    )",
            },
            'sprinklr/message': {'id': 'permalink'},
        },
    } -%}
    {%- for entity in [
        'party', 'account', 'pipeline_item', 'message_activity', 'digital_event', 'sale',
        'sale_line', 'survey_response', 'survey_answer', 'support_case', 'support_interaction',
        'review', 'follow_up', 'consent_event',
    ] -%}
        {%- do by_entity.setdefault(entity, {}).update(
            {'generic/' ~ entity: {'id': 'source_record_id'}}
        ) -%}
    {%- endfor -%}
    {{ return(by_entity) }}
{%- endmacro %}

{# The subjects of the tie-out that begin with rows that landed, and the entity each is made of. #}
{% macro tied_entities() -%}
    {{ return({
        'receipts': 'sale',
        'receipt_lines': 'sale_line',
        'responses': 'survey_response',
        'cases': 'support_case',
        'messages': 'message_activity',
    }) }}
{%- endmacro %}
