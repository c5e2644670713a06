{{ config(meta={'publish': 'bi', 'order_by': ['stage_order', 'touchpoint'], 'owner': 'cx'}) }}

with rules as (
    select distinct
        stage,
        stage_order,
        kpi_id
    from {{ source('landing', 'journey_rule') }}
),

journeys as (
    select * from {{ ref('customer_journey') }}
),

touchpoints as (
    select * from {{ ref('touchpoint') }}
),

kpi_values as (
    select * from {{ ref('kpi_value') }}
),

as_of as (
    select
        as_of_on,
        cast(as_of_on + 1 - interval 12 month as date) as from_on,
        cast(as_of_on + 1 - interval 24 month as date) as previous_from_on
    from {{ ref('as_of') }}
),

contacts as (
    select
        touchpoints.stage,
        touchpoints.touchpoint,
        touchpoints.customer_id,
        touchpoints.sentiment,
        touchpoints.business_date >= as_of.from_on as is_recent
    from touchpoints
    cross join as_of
    where touchpoints.business_date >= as_of.previous_from_on
),

contacts_by_member as (
    select
        stage,
        touchpoint,
        customer_id,
        sentiment,
        is_recent
    from contacts
    union all
    select
        stage,
        'all' as touchpoint,
        customer_id,
        sentiment,
        is_recent
    from contacts
),

tallies as (
    select
        stage,
        touchpoint,
        count_if(is_recent) as contact_count,
        count(distinct case when is_recent then customer_id end) as customer_count,
        count(distinct case when not is_recent then customer_id end) as previous_customer_count,
        count_if(is_recent and sentiment is not null) as feeling_count,
        count_if(is_recent and sentiment = 'positive') as positive_count,
        count_if(is_recent and sentiment = 'negative') as negative_count
    from contacts_by_member
    group by stage, touchpoint
),

reached as (
    select
        rules.stage,
        count(journeys.customer_id) as reached_count
    from rules
    left join journeys
        on rules.stage_order <= journeys.stage_order
    group by rules.stage
),

previous_stages as (
    select
        reached.stage,
        reached.reached_count,
        lag(reached.reached_count) over (
            order by rules.stage_order asc nulls first, rules.stage asc nulls first
        ) as previous_reached_count
    from reached
    inner join rules
        on reached.stage = rules.stage
),

latest_values as (
    select
        kpi_values.kpi_id,
        kpi_values.value
    from kpi_values
    where
        kpi_values.dimension = 'all'
        and kpi_values.period_grain = 'trailing_12m'
        and kpi_values.value is not null
    qualify row_number() over (
        partition by kpi_values.kpi_id
        order by kpi_values.period_end_on desc, kpi_values.definition_version desc
    ) = 1
),

rows_to_show as (
    select
        stage,
        touchpoint
    from tallies
    union
    select
        stage,
        'all' as touchpoint
    from rules
)

select
    cast(rows_to_show.stage as string) as stage,
    cast(rules.stage_order as integer) as stage_order,
    cast(rows_to_show.touchpoint as string) as touchpoint,
    cast(coalesce(tallies.customer_count, 0) as bigint) as customer_count,
    cast(coalesce(tallies.contact_count, 0) as bigint) as contact_count,
    cast(coalesce(tallies.previous_customer_count, 0) as bigint) as previous_customer_count,
    cast(
        round(
            cast(tallies.customer_count as double) / nullif(tallies.previous_customer_count, 0) - 1,
            4
        ) as double
    ) as movement,
    cast(
        case when rows_to_show.touchpoint = 'all' then previous_stages.reached_count end as bigint
    ) as reached_count,
    cast(
        case
            when rows_to_show.touchpoint = 'all'
                then round(
                    cast(previous_stages.reached_count as double)
                    / nullif(previous_stages.previous_reached_count, 0), 4
                )
        end as double
    ) as step_rate,
    cast(rules.kpi_id as string) as kpi_id,
    cast(latest_values.value as double) as kpi_value,
    cast(
        round(
            cast(tallies.positive_count - tallies.negative_count as double)
            / nullif(tallies.feeling_count, 0), 4
        ) as double
    ) as feeling,
    cast(coalesce(tallies.feeling_count, 0) as bigint) as feeling_count,
    cast(coalesce(tallies.negative_count, 0) as bigint) as pain_count,
    cast(
        round(cast(tallies.negative_count as double) / nullif(tallies.feeling_count, 0), 4)
        as double
    ) as pain_share
from rows_to_show
inner join rules
    on rows_to_show.stage = rules.stage
left join tallies
    on
        rows_to_show.stage = tallies.stage
        and rows_to_show.touchpoint = tallies.touchpoint
left join previous_stages
    on rows_to_show.stage = previous_stages.stage
left join latest_values
    on rules.kpi_id = latest_values.kpi_id
