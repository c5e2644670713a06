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
