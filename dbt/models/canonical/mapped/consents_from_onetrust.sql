{{ config(enabled=is_used('onetrust')) }}

with receipts as (
    select
        *,
        case
            when {{ x_regex_match('purpose_name', 'profil|プロファイ|パーソナ') }} then 'profiling'
            when {{ x_regex_match('purpose_name', 'analy|解析|分析') }} then 'analytics'
            when {{ x_regex_match('purpose_name', 'third|第三者') }} then 'third_party'
            else 'marketing'
        end as purpose,
        case
            when {{ x_regex_match('purpose_name', 'mail|メール') }} then 'email'
            when {{ x_regex_match('purpose_name', 'sms|ショートメッセージ') }} then 'sms'
            when {{ x_regex_match('purpose_name', 'phone|電話') }} then 'phone'
            when {{ x_regex_match('purpose_name', 'push|プッシュ|line') }} then 'push'
            when {{ x_regex_match('purpose_name', 'post|郵送|ハガキ') }} then 'post'
            else 'all'
        end as channel
    from {{ ref('stg_onetrust__consent_receipts') }}
    where status is not null
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': 'receipts.receipt_key',
        'email': "case when receipts.identifier like '%@%' then receipts.identifier end",
        'member_code': "case when receipts.identifier not like '%@%' then receipts.identifier end",
        'purpose': 'receipts.purpose',
        'channel': 'receipts.channel',
        'status': 'receipts.status',
        'basis': "'explicit'",
        'evidence': 'receipts.collection_point',
        'occurred_at': 'receipts.interacted_at',
    }, of='receipts') }}
from receipts
