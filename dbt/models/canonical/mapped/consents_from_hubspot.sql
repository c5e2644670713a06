{{ config(enabled=is_used('hubspot')) }}

with contacts as (
    select * from {{ ref('stg_hubspot__contacts') }}
    where has_opted_out_of_email is not null
),

-- Who unsubscribes does so through a mail, and every such message takes its consent back already.
subscriptions as (
    select * from {{ ref('stg_hubspot__email_events') }}
    where event_type = 'STATUSCHANGE' and subscription_status = 'SUBSCRIBED'
)

select
    {{ mapped_row('consent_event', {
        'source_record_id': "contacts.contact_id || ':email'",
        'party_record_id': 'contacts.contact_id',
        'email': 'contacts.email',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "case when contacts.has_opted_out_of_email then 'withdrawn' else 'granted' end",
        'basis': "'flag'",
        'evidence': "'hs_email_optout'",
        'occurred_at': 'contacts.updated_at',
    }, of='contacts') }}
from contacts
union all
select
    {{ mapped_row('consent_event', {
        'source_record_id': 'subscriptions.event_id',
        'email': 'subscriptions.recipient',
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "'granted'",
        'basis': "'explicit'",
        'evidence': "'portal_subscription_status'",
        'occurred_at': 'subscriptions.occurred_at',
    }, of='subscriptions') }}
from subscriptions
