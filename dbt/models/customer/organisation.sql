{{
    config(
        meta={'publish': 'restricted', 'order_by': ['organisation_id'], 'owner': 'data_stewards'}
    )
}}

with organisation_accounts as (
    select * from {{ ref('organisation_account') }}
),

accounts as (
    select * from {{ ref('account') }}
),

parties as (
    select * from {{ ref('party') }}
),

customer_identities as (
    select * from {{ ref('customer_identity') }}
),

-- The account that names the organisation speaks first, then the one read last.
ranked as (
    select
        organisation_accounts.organisation_id,
        accounts.account_name,
        accounts.domain,
        accounts.industry,
        accounts.employee_count,
        row_number() over (
            partition by organisation_accounts.organisation_id
            order by
                case organisation_accounts.linked_by
                    when 'first_account' then 0 else 1
                end asc nulls last,
                accounts.load_seq desc nulls last,
                accounts.source_system asc,
                accounts.source_object asc,
                accounts.source_record_id asc
        ) as account_rank
    from organisation_accounts
    inner join accounts
        on
            organisation_accounts.source_system = accounts.source_system
            and organisation_accounts.source_object = accounts.source_object
            and organisation_accounts.source_record_id = accounts.source_record_id
),

people as (
    select
        organisation_accounts.organisation_id,
        count(distinct customer_identities.customer_id) as customer_count
    from organisation_accounts
    inner join parties
        on
            organisation_accounts.source_system = parties.source_system
            and organisation_accounts.source_record_id = parties.account_record_id
    inner join customer_identities
        on
            parties.source_system = customer_identities.source_system
            and parties.source_object = customer_identities.source_object
            and parties.source_record_id = customer_identities.source_record_id
    group by organisation_accounts.organisation_id
),

organisations as (
    select
        organisation_id,
        max_by(account_name, -account_rank) filter (where account_name is not null)
            as organisation_name,
        max_by(domain, -account_rank) filter (where domain is not null) as domain,
        max_by(industry, -account_rank) filter (where industry is not null) as industry,
        max_by(employee_count, -account_rank) filter (where employee_count is not null)
            as employee_count,
        count(*) as account_count
    from ranked
    group by organisation_id
)

select
    cast(organisations.organisation_id as string) as organisation_id,
    cast(organisations.organisation_name as string) as organisation_name,
    cast(organisations.domain as string) as domain,
    cast(organisations.industry as string) as industry,
    cast(organisations.employee_count as integer) as employee_count,
    cast(organisations.account_count as bigint) as account_count,
    cast(coalesce(people.customer_count, 0) as bigint) as customer_count
from organisations
left join people
    on organisations.organisation_id = people.organisation_id
