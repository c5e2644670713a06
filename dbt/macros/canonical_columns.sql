{# The columns of each canonical entity beside its envelope, in order, with their types: the one
   place that staging of generic extracts, vendors' mappings and canonical models share. #}
{% macro canonical_columns(entity) -%}
    {%- set money = 'decimal(18, 2)' -%}
    {%- set contacts = {'email': 'string', 'phone': 'string', 'member_code': 'string'} -%}
    {%- set entities = {
        'party': {
            'party_type': 'string', 'full_name': 'string', 'family_name': 'string',
            'given_name': 'string', 'full_name_kana': 'string', 'family_name_kana': 'string',
            'given_name_kana': 'string', 'email': 'string', 'phone': 'string',
            'mobile_phone': 'string', 'postal_code': 'string', 'prefecture': 'string',
            'city': 'string', 'address_line': 'string', 'birth_on': 'date', 'gender': 'string',
            'member_code': 'string', 'account_record_id': 'string', 'job_title': 'string',
            'occupation': 'string', 'lead_source': 'string', 'lead_status': 'string',
            'lead_score': 'integer', 'created_at': 'timestamp', 'updated_at': 'timestamp',
            'left_on': 'date', 'merged_into_record_id': 'string',
        },
        'party_identifier': {
            'party_record_id': 'string', 'identifier_type': 'string', 'identifier_raw': 'string',
            'identifier_norm': 'string', 'first_seen_at': 'timestamp',
            'last_seen_at': 'timestamp',
        },
        'account': {
            'account_name': 'string', 'industry': 'string', 'employee_count': 'integer',
            'annual_revenue_amount': money, 'postal_code': 'string', 'address_line': 'string',
            'domain': 'string', 'created_at': 'timestamp',
        },
        'pipeline_item': {
            'party_record_id': 'string', 'account_record_id': 'string', 'item_type': 'string',
            'name': 'string', 'stage': 'string', 'amount': money, 'is_closed': 'boolean',
            'is_won': 'boolean', 'created_at': 'timestamp', 'closed_on': 'date',
            'campaign_id': 'string',
        },
        'message_activity': {
            'party_record_id': 'string', 'email': 'string', 'channel': 'string',
            'activity_type': 'string', 'campaign_id': 'string', 'campaign_name': 'string',
            'url': 'string', 'is_bot': 'boolean', 'occurred_at': 'timestamp',
        },
        'digital_event': {
            'visitor_id': 'string', 'user_id': 'string', 'email': 'string',
            'session_id': 'string', 'event_name': 'string', 'event_category': 'string',
            'page_url': 'string', 'page_title': 'string', 'engagement_ms': 'bigint',
            'is_engaged': 'boolean', 'traffic_source': 'string', 'traffic_medium': 'string',
            'campaign_name': 'string', 'product_code': 'string', 'value_amount': money,
            'occurred_at': 'timestamp',
        },
        'sale': {
            'party_record_id': 'string', 'member_code': 'string', 'email': 'string',
            'phone': 'string', 'store_id': 'string', 'store_name': 'string',
            'channel': 'string', 'fulfilment': 'string', 'sale_type': 'string',
            'original_sale_record_id': 'string', 'gross_amount': money,
            'discount_amount': money, 'tax_amount': money, 'shipping_amount': money,
            'net_amount': money, 'payment_method': 'string', 'points_used': money,
            'sold_at': 'timestamp',
        },
        'sale_line': {
            'sale_record_id': 'string', 'line_number': 'integer', 'product_code': 'string',
            'product_name': 'string', 'category': 'string', 'quantity': money,
            'unit_price_amount': money, 'discount_amount': money, 'tax_amount': money,
            'net_amount': money, 'is_return': 'boolean', 'sold_at': 'timestamp',
        },
        'product': {
            'product_code': 'string', 'product_name': 'string', 'category': 'string',
            'unit_cost_amount': money, 'gross_margin_rate': 'double',
        },
        'survey_response': {
            'survey_id': 'string', 'survey_name': 'string', 'survey_kind': 'string',
            'wave': 'string', 'touchpoint': 'string', 'party_record_id': 'string',
            'email': 'string', 'phone': 'string', 'member_code': 'string',
            'store_id': 'string', 'is_complete': 'boolean', 'is_preview': 'boolean',
            'language': 'string', 'responded_at': 'timestamp',
        },
        'survey_answer': {
            'response_record_id': 'string', 'question_key': 'string',
            'question_tag': 'string', 'question_text': 'string', 'metric': 'string',
            'touchpoint': 'string', 'scale_min': 'integer', 'scale_max': 'integer',
            'higher_is_better': 'boolean', 'score': 'double', 'answer_text': 'string',
        },
        'support_case': {
            'party_record_id': 'string', 'email': 'string', 'phone': 'string',
            'member_code': 'string', 'channel': 'string', 'reason': 'string',
            'subject': 'string', 'priority': 'string', 'status': 'string',
            'assignee': 'string', 'created_at': 'timestamp', 'first_replied_at': 'timestamp',
            'solved_at': 'timestamp', 'closed_at': 'timestamp', 'reopened_count': 'integer',
            'reply_count': 'integer', 'satisfaction_score': 'double',
        },
        'support_interaction': {
            'case_record_id': 'string', 'author_type': 'string', 'is_public': 'boolean',
            'direction': 'string', 'duration_seconds': 'double', 'text': 'string',
            'occurred_at': 'timestamp',
        },
        'review': {
            'review_kind': 'string', 'channel': 'string', 'rating': 'double',
            'rating_max': 'double', 'title': 'string', 'text': 'string',
            'author_handle': 'string', 'language': 'string', 'url': 'string',
            'reply_text': 'string', 'published_at': 'timestamp',
        },
        'follow_up': {
            'response_record_id': 'string', 'case_record_id': 'string',
            'party_record_id': 'string', 'owner': 'string', 'due_on': 'date',
            'contacted_at': 'timestamp', 'outcome': 'string', 'resolved_at': 'timestamp',
        },
        'consent_event': {
            'party_record_id': 'string', 'email': 'string', 'phone': 'string',
            'member_code': 'string', 'purpose': 'string', 'channel': 'string',
            'status': 'string', 'basis': 'string', 'evidence': 'string',
            'occurred_at': 'timestamp',
        },
    } -%}
    {{ return(entities[entity]) }}
{%- endmacro %}

{# Where each row comes from, as every canonical row carries it. A mapping gives `business_date` where
   its source has a day and no moment; elsewhere the canonical model finds the day. #}
{% macro envelope_columns(entity) -%}
    {{ return(
        ['source_system', 'source_object', 'source_record_id', 'load_id', 'load_seq']
        + (['first_load_seq'] if entity == 'party' else [])
        + ['source_row_number', 'business_date', 'is_deleted', 'tz_basis']
    ) }}
{%- endmacro %}
