{{ config(enabled=is_used('pardot')) }}

with prospects as (
    select * from {{ ref('stg_pardot__prospects') }}
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "prospects.prospect_id || ':email'",
        'is_deleted': 'prospects.is_deleted',
        'party_record_id': 'prospects.prospect_id',
        'email': 'prospects.email',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when prospects.has_opted_out then 'withdrawn' when prospects.is_do_not_email then 'denied' else 'granted' end",
        'basis': "'flag'",
        'evidence': "case when prospects.has_opted_out or not coalesce(prospects.is_do_not_email, false) then 'opted_out' else 'is_do_not_email' end",
        'occurred_at': 'prospects.updated_at',
    }, of='prospects') }}
from prospects
where coalesce(has_opted_out, is_do_not_email) is not null
union all
select
    {{ mapped_row('consent_event', {
        'source_record_id': "prospects.prospect_id || ':phone'",
        'is_deleted': 'prospects.is_deleted',
        'party_record_id': 'prospects.prospect_id',
        'email': 'prospects.email',
        'phone': 'prospects.phone',
        'purpose': "'marketing'",
        'channel': "'phone'",
        'status': "case when prospects.is_do_not_call then 'denied' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'is_do_not_call'",
        'occurred_at': 'prospects.updated_at',
    }, of='prospects') }}
from prospects
where is_do_not_call is not null
