{# Which models give rows to an entity. A vendor that the company has no source of costs nothing:
   its models are disabled and left out here. #}
{% macro mappings(entity) -%}
    {%- set by_entity = {
        'party': {
            'generic/party': 'stg_generic__party',
            'google_forms': 'parties_from_google_forms_respondents',
            'hubspot': 'parties_from_hubspot_contacts',
            'marketo': 'parties_from_marketo_leads',
            'pardot': 'parties_from_pardot',
            'qualtrics': 'parties_from_qualtrics_recipients',
            'salesforce': ['parties_from_salesforce_contacts', 'parties_from_salesforce_leads'],
            'satori': 'parties_from_satori',
            'smaregi': 'parties_from_smaregi_members',
            'square': 'parties_from_square',
            'surveymonkey': 'parties_from_surveymonkey_respondents',
            'typeform': 'parties_from_typeform_respondents',
            'zendesk': 'parties_from_zendesk',
            'zoho': ['parties_from_zoho_contacts', 'parties_from_zoho_leads'],
        },
        'party_identifier': {
            'generic/party_identifier': 'stg_generic__party_identifier',
            'zendesk': 'identifiers_from_zendesk',
        },
        'account': {
            'generic/account': 'stg_generic__account',
            'hubspot': 'accounts_from_hubspot',
            'salesforce': 'accounts_from_salesforce',
            'zendesk': 'accounts_from_zendesk',
        },
        'pipeline_item': {
            'generic/pipeline_item': 'stg_generic__pipeline_item',
            'hubspot': 'deals_from_hubspot',
            'salesforce': ['deals_from_salesforce_opportunities', 'leads_from_salesforce'],
            'zoho': ['deals_from_zoho', 'leads_from_zoho'],
        },
        'message_activity': {
            'generic/message_activity': 'stg_generic__message_activity',
            'hubspot': 'messages_from_hubspot',
            'marketo': 'messages_from_marketo_activities',
            'pardot': 'messages_from_pardot',
        },
        'digital_event': {
            'amplitude': 'events_from_amplitude',
            'appcues': 'events_from_appcues',
            'ga4': 'events_from_ga4',
            'generic/digital_event': 'stg_generic__digital_event',
            'karte': 'events_from_karte',
            'mixpanel': 'events_from_mixpanel',
            'pendo': 'events_from_pendo',
        },
        'sale': {
            'airregi': 'sales_from_airregi',
            'generic/sale': 'sales_from_generic',
            'shopify': 'sales_from_shopify',
            'smaregi': 'sales_from_smaregi',
            'square': 'sales_from_square',
        },
        'sale_line': {
            'airregi': 'sale_lines_from_airregi',
            'generic/sale_line': 'sale_lines_from_generic',
            'shopify': 'sale_lines_from_shopify',
            'smaregi': 'sale_lines_from_smaregi',
            'square': 'sale_lines_from_square',
        },
        'product': {
            'generic/product': 'stg_generic__product',
        },
        'survey_response': {
            'generic/survey_response': 'stg_generic__survey_response',
            'google_forms': 'responses_from_google_forms',
            'qualtrics': 'responses_from_qualtrics',
            'surveymonkey': 'responses_from_surveymonkey',
            'typeform': 'responses_from_typeform',
        },
        'survey_answer': {
            'generic/survey_answer': 'stg_generic__survey_answer',
            'google_forms': 'answers_from_google_forms',
            'qualtrics': 'answers_from_qualtrics',
            'qualtrics/question_response': 'answers_from_qualtrics_question_responses',
            'surveymonkey': 'answers_from_surveymonkey',
            'typeform': 'answers_from_typeform',
        },
        'support_case': {
            'call_log': 'cases_from_call_log',
            'generic/support_case': 'stg_generic__support_case',
            'hubspot': 'cases_from_hubspot_tickets',
            'salesforce': 'cases_from_salesforce',
            'zendesk': 'cases_from_zendesk',
        },
        'support_interaction': {
            'call_log': 'interactions_from_call_log',
            'generic/support_interaction': 'stg_generic__support_interaction',
            'salesforce': 'interactions_from_salesforce_tasks',
            'zendesk': 'interactions_from_zendesk',
        },
        'review': {
            'generic/review': 'stg_generic__review',
            'google_business': 'reviews_from_google_business',
            'google_play': 'reviews_from_google_play',
            'sprinklr': 'mentions_from_sprinklr',
        },
        'follow_up': {
            'generic/follow_up': 'stg_generic__follow_up',
        },
        'consent_event': {
            'generic/consent_event': 'stg_generic__consent_event',
            'hubspot': 'consents_from_hubspot',
            'marketo': 'consents_from_marketo_leads',
            'onetrust': 'consents_from_onetrust',
            'pardot': 'consents_from_pardot',
            'salesforce': [
                'consents_from_salesforce_contacts', 'consents_from_salesforce_leads',
            ],
            'satori': 'consents_from_satori',
            'shopify': 'consents_from_shopify_orders',
            'smaregi': 'consents_from_smaregi_members',
            'zoho': 'consents_from_zoho',
        },
    } -%}
    {{ return(by_entity[entity]) }}
{%- endmacro %}

{# Whether the company has a source of a vendor (`smaregi`) or of one object (`generic/sale`).
   CX360_OBJECTS lists the company's objects, `vendor/object` with commas between; `all` is every
   one there is. #}
{% macro is_used(vendor_or_object) -%}
    {%- set objects = env_var('CX360_OBJECTS', 'all').split(',') -%}
    {%- set found = namespace(is_used='all' in objects or vendor_or_object in objects) -%}
    {%- for each in objects -%}
        {%- if each.split('/')[0] == vendor_or_object -%}
            {%- set found.is_used = true -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found.is_used) }}
{%- endmacro %}

{# Every row that the company's sources give to an entity, in the entity's columns; none at all is
   an empty table of the right types. #}
{% macro mapped(entity) -%}
    {%- set columns = envelope_columns(entity) + canonical_columns(entity).keys() | list -%}
    {%- set models = [] -%}
    {%- for source, model in mappings(entity).items() -%}
        {%- if is_used(source) -%}
            {%- do models.extend([model] if model is string else model) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for model in models %}
    select
        {{ columns | join(',\n        ') }}
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        {{ mapped_row(entity, {
            'source_system': 'null', 'source_object': 'null', 'source_record_id': 'null',
            'load_id': 'null', 'load_seq': 'null', 'first_load_seq': 'null',
            'source_row_number': 'null', 'is_deleted': 'null', 'tz_basis': 'null',
        }) }}
    where 1 = 0
    {%- endfor %}
{%- endmacro %}

{# The select list of a mapping: the envelope of the staged row `of`, the columns given, and NULL
   for what the source does not know. #}
{% macro mapped_row(entity, given, of=none) -%}
    {%- set types = {
        'load_seq': 'integer', 'first_load_seq': 'integer', 'source_row_number': 'bigint',
        'business_date': 'date', 'is_deleted': 'boolean',
    } -%}
    {%- set columns = canonical_columns(entity) -%}
    {%- set usual = {'business_date': 'null', 'is_deleted': 'false'} -%}
    {%- for column in given -%}
        {%- if column not in columns and column not in envelope_columns(entity) + ['first_load_seq'] -%}
            {{ exceptions.raise_compiler_error(
                entity ~ ' has no column ' ~ column ~ '; it has ' ~ columns.keys() | join(', ')
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in envelope_columns(entity) -%}
        {%- set value = given.get(column, usual.get(column, (of ~ '.' ~ column) if of else column)) %}
    cast({{ value }} as {{ types.get(column, 'string') }}) as {{ column }},
    {%- endfor -%}
    {%- for column, type in columns.items() %}
    cast({{ given.get(column, 'null') }} as {{ type }}) as {{ column }}
    {%- if not loop.last %},{% endif -%}
    {%- endfor -%}
{%- endmacro %}
