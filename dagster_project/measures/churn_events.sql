-- What the churn signals look at, by customer and day.
create or replace temp table churn_occasion as
select distinct party_customer.customer_id, orders.business_date
from commerce.orders
inner join identity.party_customer
    on orders.source_system = party_customer.source_system
    and orders.party_key = party_customer.party_key;

create or replace temp table churn_verdict as
select
    party_customer.customer_id,
    survey_response.business_date,
    survey_response.responded_at,
    survey_answer.response_record_id,
    survey_answer.score
from canonical.survey_answer
inner join canonical.survey_response
    on survey_answer.source_system = survey_response.source_system
    and survey_answer.response_record_id = survey_response.source_record_id
inner join identity.party_customer
    on survey_response.source_system = party_customer.source_system
    and survey_response.party_key = party_customer.party_key
where
    survey_answer.metric = 'nps'
    and survey_answer.score between 0 and 10
    and survey_answer.score = floor(survey_answer.score)
    and survey_response.is_complete
    and not coalesce(survey_response.is_preview, false)
    and not survey_response.is_deleted
    and not survey_answer.is_deleted;

create or replace temp table churn_mail as
select
    party_customer.customer_id,
    message_activity.business_date,
    message_activity.activity_type = 'delivered' as is_delivered
from canonical.message_activity
inner join identity.party_customer
    on message_activity.source_system = party_customer.source_system
    and message_activity.party_key = party_customer.party_key
where
    message_activity.activity_type in ('delivered', 'opened', 'clicked')
    and not coalesce(message_activity.is_bot, false)
    and not message_activity.is_deleted;

create or replace temp table churn_case as
select
    party_customer.customer_id,
    support_case.business_date as created_on,
    cast(support_case.solved_at as date) as solved_on
from canonical.support_case
inner join identity.party_customer
    on support_case.source_system = party_customer.source_system
    and support_case.party_key = party_customer.party_key
where not support_case.is_deleted
