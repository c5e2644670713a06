{{ config(schema='measure', contract={'enforced': false}) }}

with recursive pipeline_items as (
    select * from {{ ref('pipeline_item') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

-- Whoever cannot be named asked once with each request.
requests as (
    select
        pipeline_items.item_type,
        coalesce(
            party_customers.customer_id,
            pipeline_items.source_system || ':' || coalesce(
                pipeline_items.party_key, 'record:' || pipeline_items.source_record_id
            )
        ) as who,
        pipeline_items.created_at,
        pipeline_items.business_date,
        coalesce(pipeline_items.campaign_id, 'unknown') as campaign
    from pipeline_items
    cross join as_of
    left join party_customers
        on
            pipeline_items.source_system = party_customers.source_system
            and pipeline_items.party_key = party_customers.party_key
    where
        pipeline_items.item_type in ('brochure_request', 'quote_request')
        and not pipeline_items.is_deleted
        and pipeline_items.created_at is not null
        and pipeline_items.business_date <= as_of.as_of_on
),

moments as (
    select
        item_type,
        who,
        created_at,
        min(business_date) as business_date,
        min(campaign) as campaign
    from requests
    group by item_type, who, created_at
),

-- Which request would be the next to count if this one does.
followed as (
    select
        moments.item_type,
        moments.who,
        moments.created_at,
        min(later.created_at) as next_at
    from moments
    left join moments as later
        on
            moments.item_type = later.item_type
            and moments.who = later.who
            and moments.created_at + interval 24 hour < later.created_at
    group by moments.item_type, moments.who, moments.created_at
),

first_moments as (
    select
        item_type,
        who,
        min(created_at) as created_at
    from moments
    group by item_type, who
),

-- Whether one counts hangs on whether the one before it did, back to the person's first.
counted as (
    select
        item_type,
        who,
        created_at
    from first_moments
    union all
    select
        counted.item_type,
        counted.who,
        followed.next_at as created_at
    from counted
    inner join followed
        on
            counted.item_type = followed.item_type
            and counted.who = followed.who
            and counted.created_at = followed.created_at
    where followed.next_at is not null
),

counted_moments as (
    select moments.*
    from moments
    inner join counted
        on
            moments.item_type = counted.item_type
            and moments.who = counted.who
            and moments.created_at = counted.created_at
),

requests_by_member as (
    select
        item_type,
        business_date,
        'all' as dimension,
        'all' as member
    from counted_moments
    union all
    select
        item_type,
        business_date,
        'campaign' as dimension,
        campaign as member
    from counted_moments
),

measures as (
    select
        'brochure_requests' as kpi_id,
        'brochure_request' as item_type
    union all
    select
        'quote_requests' as kpi_id,
        'quote_request' as item_type
)

select
    measures.kpi_id,
    requests_by_member.business_date,
    requests_by_member.dimension,
    requests_by_member.member,
    cast(count(*) as decimal(38, 10)) as numerator,
    cast(null as decimal(38, 10)) as square_sum,
    cast(null as bigint) as denominator,
    cast(0 as bigint) as pending_count
from requests_by_member
inner join measures
    on requests_by_member.item_type = measures.item_type
group by
    measures.kpi_id,
    requests_by_member.business_date,
    requests_by_member.dimension,
    requests_by_member.member
