{{ config(schema='measure', contract={'enforced': false}) }}

with sessions as (
    select * from {{ ref('int_web_sessions') }}
),

digital_events as (
    select * from {{ ref('digital_event') }}
),

meanings as (
    select * from {{ source('landing', 'event_meaning') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

as_of as (
    select * from {{ ref('as_of') }}
),

customer_events as (
    select distinct
        party_customers.customer_id,
        digital_events.business_date,
        digital_events.event_name,
        digital_events.event_category
    from digital_events
    inner join party_customers
        on
            digital_events.source_system = party_customers.source_system
            and digital_events.party_key = party_customers.party_key
    cross join as_of
    where not digital_events.is_deleted and digital_events.business_date <= as_of.as_of_on
),

features_used as (
    select
        customer_events.customer_id,
        customer_events.business_date,
        meanings.subject as feature
    from customer_events
    inner join meanings
        on customer_events.event_name = meanings.event_name
    where meanings.meaning = 'feature'
),

-- Who is counted, for which KPI, above or below the line.
appearances as (
    select
        'cvr_user' as kpi_id,
        'denominator' as part,
        'all' as dimension,
        'all' as member,
        source_system || ':' || visitor_key as who,
        business_date
    from sessions
    union all
    select
        'cvr_user' as kpi_id,
        'numerator' as part,
        'all' as dimension,
        'all' as member,
        source_system || ':' || visitor_key as who,
        business_date
    from sessions
    where has_purchase
    union all
    -- A feature is part of the product, whatever category its events were given.
    select
        'feature_use_rate' as kpi_id,
        'denominator' as part,
        'all' as dimension,
        'all' as member,
        customer_id as who,
        business_date
    from customer_events
    where event_category = 'product'
    union all
    select
        'feature_use_rate' as kpi_id,
        'denominator' as part,
        'all' as dimension,
        'all' as member,
        customer_id as who,
        business_date
    from features_used
    union all
    select
        'feature_use_rate' as kpi_id,
        'numerator' as part,
        'all' as dimension,
        'all' as member,
        customer_id as who,
        business_date
    from features_used
    union all
    select
        'feature_use_rate' as kpi_id,
        'numerator' as part,
        'feature' as dimension,
        feature as member,
        customer_id as who,
        business_date
    from features_used
    union all
    select
        'active_rate_30d' as kpi_id,
        'numerator' as part,
        'all' as dimension,
        'all' as member,
        customer_events.customer_id as who,
        customer_events.business_date
    from customer_events
    inner join meanings
        on
            customer_events.event_name = meanings.event_name
            or customer_events.event_category = meanings.event_category
    where meanings.meaning = 'active'
),

days_present as (
    select distinct
        kpi_id,
        part,
        dimension,
        member,
        who,
        business_date
    from appearances
),

days_in_order as (
    select
        *,
        -- Who was never there before was last there before all time.
        coalesce(
            lag(business_date) over (
                partition by kpi_id, part, dimension, member, who order by business_date asc
            ),
            cast('1900-01-01' as date)
        ) as previous_on
    from days_present
)

-- Who is there on a day, and was last there on another, is new to every period that begins between
-- the two: so distinct people of any period are a sum over pairs of days.
select
    kpi_id,
    part,
    dimension,
    member,
    business_date,
    previous_on,
    count(*) as head_count
from days_in_order
group by kpi_id, part, dimension, member, business_date, previous_on
