{{ config(schema='measure', contract={'enforced': false}) }}

{# As many signals as journey.yaml lets a score have. #}
{% set most_signals = 20 %}

with pipeline_items as (
    select * from {{ ref('pipeline_item') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

touchpoints as (
    select * from {{ ref('touchpoint') }}
),

attributes as (
    select * from {{ ref('customer_attribute') }}
    where is_winner
),

signals as (
    select * from {{ source('landing', 'lead_signal') }}
),

grades as (
    select * from {{ source('landing', 'lead_grade') }}
),

settings as (
    select * from {{ source('landing', 'journey_setting') }}
),

-- The score of tonight, and the one that the same rules would have given when there is an answer by
-- now to whether the lead was won.
moments as (
    select
        'tonight' as moment,
        as_of.as_of_on as moment_on,
        as_of.as_of_on
    from {{ ref('as_of') }} as as_of
    union all
    select
        'back_test' as moment,
        as_of.as_of_on - settings.lead_won_within_days as moment_on,
        as_of.as_of_on
    from {{ ref('as_of') }} as as_of
    cross join settings
),

items as (
    select
        party_customers.customer_id,
        pipeline_items.source_system,
        pipeline_items.source_object,
        pipeline_items.source_record_id,
        pipeline_items.item_type,
        pipeline_items.stage,
        pipeline_items.business_date as created_on,
        case
            when pipeline_items.is_closed
                then coalesce(pipeline_items.closed_on, pipeline_items.business_date)
        end as decided_on,
        coalesce(pipeline_items.is_won, false) as is_won
    from pipeline_items
    inner join party_customers
        on
            pipeline_items.source_system = party_customers.source_system
            and pipeline_items.party_key = party_customers.party_key
    where not pipeline_items.is_deleted
),

last_purchases as (
    select
        moments.moment,
        purchase_days.customer_id,
        max(purchase_days.business_date) filter (
            where purchase_days.business_date <= moments.moment_on
        ) as last_purchase_on,
        count_if(
            purchase_days.business_date > moments.moment_on
            and purchase_days.business_date <= moments.as_of_on
        ) > 0 as has_bought_since
    from moments
    cross join purchase_days
    group by moments.moment, purchase_days.customer_id
),

-- Whoever bought since asking has got what was asked for; a deal waits for its own decision.
open_items as (
    select
        moments.moment,
        moments.moment_on,
        moments.as_of_on,
        items.*,
        row_number() over (
            partition by moments.moment, items.customer_id
            order by
                items.created_on desc nulls last,
                items.source_system asc,
                items.source_object asc,
                items.source_record_id asc
        ) as place
    from moments
    cross join settings
    inner join items
        on
            moments.moment_on >= items.created_on
            and moments.moment_on - settings.lead_open_for_days < items.created_on
            and coalesce(moments.moment_on < items.decided_on, true)
    left join last_purchases
        on
            moments.moment = last_purchases.moment
            and items.customer_id = last_purchases.customer_id
    where
        items.item_type = 'deal'
        or last_purchases.last_purchase_on is null
        or last_purchases.last_purchase_on < items.created_on
),

leads as (
    select
        moment,
        moment_on,
        as_of_on,
        customer_id,
        count(*) as open_item_count,
        min(created_on) as open_since_on,
        max(created_on) as last_item_on,
        max(case when place = 1 then item_type end) as item_type,
        max(case when place = 1 then stage end) as stage,
        count_if(is_won and decided_on <= as_of_on) > 0 as has_won_deal_since
    from open_items
    group by moment, moment_on, as_of_on, customer_id
),

earned as (
    select
        leads.moment,
        leads.customer_id,
        signals.kind,
        signals.signal,
        signals.points
    from leads
    inner join touchpoints
        on
            leads.customer_id = touchpoints.customer_id
            and leads.moment_on >= touchpoints.business_date
    inner join signals
        on
            signals.kind = 'behaviour'
            and touchpoints.touchpoint = signals.subject
            and leads.moment_on - signals.within_days < touchpoints.business_date
    group by
        leads.moment,
        leads.customer_id,
        signals.kind,
        signals.signal,
        signals.points,
        signals.at_least
    having count(*) >= signals.at_least
    union all
    select distinct
        leads.moment,
        leads.customer_id,
        signals.kind,
        signals.signal,
        signals.points
    from leads
    inner join attributes
        on leads.customer_id = attributes.customer_id
    inner join signals
        on
            signals.kind = 'attribute'
            and attributes.attribute = signals.subject
            and (
                signals.word is null
                or instr(lower(attributes.value), lower(signals.word)) > 0
            )
),

ranked as (
    select
        *,
        '"' || signal || '": ' || cast(points as string) as reason,
        row_number() over (
            partition by moment, customer_id
            order by abs(points) desc nulls last, signal asc nulls last
        ) as place
    from earned
),

points as (
    select
        moment,
        customer_id,
        coalesce(sum(points) filter (where kind = 'attribute'), 0) as attribute_points,
        coalesce(sum(points) filter (where kind = 'behaviour'), 0) as behaviour_points,
        concat_ws(
            ', '
            {%- for place in range(1, most_signals + 1) %},
            max(case when place = {{ place }} then reason end)
            {%- endfor %}
        ) as reasons
    from ranked
    group by moment, customer_id
),

scored as (
    select
        leads.*,
        coalesce(points.attribute_points, 0) as attribute_points,
        coalesce(points.behaviour_points, 0) as behaviour_points,
        coalesce(points.attribute_points, 0) + coalesce(points.behaviour_points, 0) as score,
        coalesce(points.reasons, '') as reasons
    from leads
    left join points
        on
            leads.moment = points.moment
            and leads.customer_id = points.customer_id
)

select
    scored.moment,
    scored.moment_on,
    scored.customer_id,
    scored.open_item_count,
    scored.open_since_on,
    scored.last_item_on,
    scored.item_type,
    scored.stage,
    scored.attribute_points,
    scored.behaviour_points,
    scored.score,
    '{' || scored.reasons || '}' as reasons,
    scored.has_won_deal_since
    or coalesce(last_purchases.has_bought_since, false) as is_won_since,
    grades.grade
from scored
inner join grades
    on scored.score >= grades.least_score
left join last_purchases
    on
        scored.moment = last_purchases.moment
        and scored.customer_id = last_purchases.customer_id
qualify row_number() over (
    partition by scored.moment, scored.customer_id
    order by grades.least_score desc nulls last, grades.grade asc nulls last
) = 1
