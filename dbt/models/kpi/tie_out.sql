{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['source_system', 'subject', 'step_number'],
            'owner': 'data engineering',
        }
    )
}}

with as_of as (
    select * from {{ ref('as_of') }}
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

extract_counts as (
    select * from {{ ref('int_extract_counts') }}
),

orders as (
    select * from {{ ref('orders') }}
),

messages as (
    select * from {{ ref('int_email_messages') }}
),

kpi_values as (
    select * from {{ ref('kpi_value') }}
    where period_grain = 'fiscal_year' and dimension = 'all'
),

step_names as (
    select * from {{ ref('tie_out_step') }}
),

-- What became of each record is said here a second time, from the entities alone, in other words
-- than those of the models that count.
sales as (
    select
        sale.source_system,
        sale.source_object,
        sale.source_record_id,
        sale.original_sale_record_id,
        sale.net_amount,
        case
            when sale.is_deleted then 'deleted'
            when sale.business_date is null then 'undated'
            when sale.business_date > as_of.as_of_on then 'after_as_of'
            when sale.sale_type = 'void' then 'voids'
            else sale.sale_type
        end as fate
    from {{ ref('sale') }} as sale
    cross join as_of
),

undone as (
    select distinct
        source_system,
        original_sale_record_id
    from sales
    where fate = 'voids' and original_sale_record_id is not null
),

receipts as (
    select
        sales.source_system,
        sales.source_object,
        sales.source_record_id,
        sales.original_sale_record_id,
        sales.net_amount,
        case
            when sales.fate in ('sale', 'return') and undone.original_sale_record_id is not null
                then 'reversed'
            else sales.fate
        end as fate
    from sales
    left join undone
        on
            sales.source_system = undone.source_system
            and sales.source_record_id = undone.original_sale_record_id
),

returns as (
    select
        returned.source_system,
        returned.source_record_id,
        returned.original_sale_record_id,
        returned.net_amount,
        originals.net_amount as original_net_amount,
        case
            when originals.fate = 'sale' then 'returns_of_orders'
            when originals.fate <> 'return' then 'returns_of_uncounted'
            else 'returns_unnamed'
        end as fate
    from receipts as returned
    left join receipts as originals
        on
            returned.source_system = originals.source_system
            and returned.original_sale_record_id = originals.source_record_id
    where returned.fate = 'return'
),

refunded_orders as (
    select
        source_system,
        original_sale_record_id,
        max(original_net_amount) + sum(net_amount) as net_amount
    from returns
    where fate = 'returns_of_orders'
    group by source_system, original_sale_record_id
    having max(original_net_amount) + sum(net_amount) <= 0
),

lines as (
    select
        sale_line.source_system,
        sale_line.source_object,
        sale_line.net_amount,
        case
            when sale_line.is_deleted then 'deleted'
            when orders.sale_record_id is null then 'lines_of_no_order'
            else 'counted'
        end as fate
    from {{ ref('sale_line') }} as sale_line
    left join orders
        on
            sale_line.source_system = orders.source_system
            and sale_line.sale_record_id = orders.sale_record_id
),

scored_sheets as (
    select distinct
        source_system,
        response_record_id
    from {{ ref('survey_answer') }}
    where
        metric = 'nps'
        and not is_deleted
        and score between scale_min and scale_max
        and score in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
),

sheets as (
    select
        responses.source_system,
        responses.source_object,
        responses.source_record_id,
        responses.survey_id,
        responses.wave,
        party_customers.customer_id,
        case
            when responses.is_deleted then 'deleted'
            when responses.is_preview then 'previews'
            when not coalesce(responses.is_complete, false) then 'unfinished'
            when responses.business_date is null then 'undated'
            when responses.business_date > as_of.as_of_on then 'after_as_of'
            when responses.survey_kind = 'employee' then 'employees'
            when scored_sheets.response_record_id is null then 'without_score'
            else 'vote'
        end as fate
    from {{ ref('survey_response') }} as responses
    cross join as_of
    left join scored_sheets
        on
            responses.source_system = scored_sheets.source_system
            and responses.source_record_id = scored_sheets.response_record_id
    left join party_customers
        on
            responses.source_system = party_customers.source_system
            and responses.party_key = party_customers.party_key
),

-- Nameless sheets are a voice each, so they stand beside the named ones.
voices as (
    select
        source_system,
        count(*) as sheet_count,
        count(distinct case
            when customer_id is not null
                then customer_id || '|' || coalesce(survey_id, '') || '|' || coalesce(wave, '')
        end)
        + count_if(customer_id is null) as voice_count
    from sheets
    where fate = 'vote'
    group by source_system
),

-- A score counts with its sheet, and without one not at all.
scores as (
    select
        survey_answer.source_system,
        survey_answer.source_object,
        case
            when sheets.source_record_id is null then 'without_sheet'
            when sheets.fate not in ('without_score', 'vote') then sheets.fate
            when survey_answer.is_deleted then 'deleted'
            when
                not coalesce(
                    survey_answer.score between survey_answer.scale_min and survey_answer.scale_max,
                    false
                )
                then 'without_a_value'
            else 'counted'
        end as fate
    from {{ ref('survey_answer') }} as survey_answer
    left join sheets
        on
            survey_answer.source_system = sheets.source_system
            and survey_answer.response_record_id = sheets.source_record_id
    where survey_answer.metric in ('nps', 'csat', 'ces')
),

cases as (
    select
        support_case.source_system,
        support_case.source_object,
        case
            when support_case.is_deleted then 'deleted'
            when support_case.business_date is null then 'undated'
            when support_case.business_date > as_of.as_of_on then 'after_as_of'
            else 'counted'
        end as fate
    from {{ ref('support_case') }} as support_case
    cross join as_of
),

activities as (
    select
        message_activity.source_system,
        message_activity.source_object,
        case
            when message_activity.is_deleted then 'deleted'
            when message_activity.business_date is null then 'undated'
            when message_activity.business_date > as_of.as_of_on then 'after_as_of'
            when coalesce(message_activity.channel <> 'email', true) then 'other_channels'
            when message_activity.party_key is null then 'without_recipient'
            else 'counted'
        end as fate
    from {{ ref('message_activity') }} as message_activity
    cross join as_of
),

tallies as (
    select
        'receipts' as subject,
        source_system,
        source_object,
        fate,
        count(*) as row_count,
        sum(net_amount) as amount
    from receipts
    group by source_system, source_object, fate
    union all
    select
        'receipt_lines' as subject,
        source_system,
        source_object,
        fate,
        count(*) as row_count,
        sum(net_amount) as amount
    from lines
    group by source_system, source_object, fate
    union all
    select
        'responses' as subject,
        source_system,
        source_object,
        fate,
        count(*) as row_count,
        null as amount
    from sheets
    group by source_system, source_object, fate
    union all
    select
        'scores' as subject,
        source_system,
        source_object,
        fate,
        count(*) as row_count,
        null as amount
    from scores
    group by source_system, source_object, fate
    union all
    select
        'cases' as subject,
        source_system,
        source_object,
        fate,
        count(*) as row_count,
        null as amount
    from cases
    group by source_system, source_object, fate
    union all
    select
        'messages' as subject,
        source_system,
        source_object,
        fate,
        count(*) as row_count,
        null as amount
    from activities
    group by source_system, source_object, fate
),

records as (
    select
        subject,
        source_system,
        source_object,
        sum(row_count) as record_count,
        sum(amount) as amount
    from tallies
    group by subject, source_system, source_object
),

starts as (
    select
        coalesce(extract_counts.subject, records.subject) as subject,
        coalesce(extract_counts.source_system, records.source_system) as source_system,
        case when extract_counts.subject is null then 'records_read' else 'rows_landed' end as step,
        coalesce(extract_counts.landed_count, records.record_count) as row_count,
        records.amount
    from records
    full join extract_counts
        on
            records.subject = extract_counts.subject
            and records.source_system = extract_counts.source_system
            and records.source_object = extract_counts.source_object
    union all
    select
        'orders_of_customers' as subject,
        source_system,
        'records_read' as step,
        count(*) as row_count,
        sum(net_amount) as amount
    from orders
    group by source_system
    union all
    select
        'deliveries' as subject,
        source_system,
        'records_read' as step,
        count(*) as row_count,
        null as amount
    from messages
    group by source_system
),

differences as (
    {%- for step in ['replaced', 'older_version', 'other_kind', 'further_row'] %}
    select
        subject,
        source_system,
        '{{ step if step == 'replaced' else step ~ 's' }}' as step,
        {{ step }}_count as row_count,
        null as amount
    from extract_counts
    union all
    {%- endfor %}
    select
        subject,
        source_system,
        fate as step,
        row_count,
        amount
    from tallies
    where fate not in ('sale', 'return', 'vote', 'counted')
    union all
    select
        'receipts' as subject,
        source_system,
        fate as step,
        count(*) as row_count,
        -- They stay in the amount: it is their orders' that they reduce.
        sum(case when fate = 'returns_of_orders' then 0 else net_amount end) as amount
    from returns
    group by source_system, fate
    union all
    select
        'receipts' as subject,
        source_system,
        'fully_refunded' as step,
        count(*) as row_count,
        sum(net_amount) as amount
    from refunded_orders
    group by source_system
    union all
    select
        'orders_of_customers' as subject,
        orders.source_system,
        'guests' as step,
        count(*) as row_count,
        sum(orders.net_amount) as amount
    from orders
    left join party_customers
        on
            orders.source_system = party_customers.source_system
            and orders.party_key = party_customers.party_key
    where party_customers.customer_id is null
    group by orders.source_system
    union all
    select
        'responses' as subject,
        source_system,
        'answered_again' as step,
        sheet_count - voice_count as row_count,
        null as amount
    from voices
    union all
    select
        'responses' as subject,
        source_system,
        'other_surveys' as step,
        count(*) as row_count,
        null as amount
    from {{ ref('int_nps_answers') }}
    where coalesce(survey_kind <> 'relationship', true)
    group by source_system
    union all
    select
        'messages' as subject,
        source_system,
        'further_activities' as step,
        sum(activity_count - 1) as row_count,
        null as amount
    from messages
    group by source_system
    union all
    select
        'deliveries' as subject,
        source_system,
        'not_delivered' as step,
        count(*) as row_count,
        null as amount
    from messages
    where not is_delivered
    group by source_system
),

counted as (
    select
        'receipts' as subject,
        source_system,
        count(*) as row_count,
        sum(net_amount) as amount
    from orders
    group by source_system
    union all
    select
        'receipt_lines' as subject,
        source_system,
        count(*) as row_count,
        sum(net_amount) as amount
    from {{ ref('order_lines') }}
    group by source_system
    union all
    select
        'orders_of_customers' as subject,
        source_system,
        count(*) as row_count,
        sum(net_amount) as amount
    from {{ ref('int_orders_of_customers') }}
    group by source_system
    union all
    select
        'responses' as subject,
        source_system,
        count(*) as row_count,
        null as amount
    from {{ ref('int_nps_answers') }}
    where survey_kind = 'relationship'
    group by source_system
    union all
    select
        'scores' as subject,
        source_system,
        count(*) as row_count,
        null as amount
    from {{ ref('int_survey_scores') }}
    group by source_system
    union all
    select
        'cases' as subject,
        source_system,
        count(*) as row_count,
        null as amount
    from {{ ref('int_support_cases') }}
    group by source_system
    union all
    select
        'messages' as subject,
        source_system,
        count(*) as row_count,
        null as amount
    from messages
    group by source_system
    union all
    select
        'deliveries' as subject,
        source_system,
        count(*) as row_count,
        null as amount
    from messages
    where is_delivered
    group by source_system
    union all
    -- A source of which nothing counts is tied to nothing.
    select distinct
        subject,
        source_system,
        0 as row_count,
        0 as amount
    from starts
),

kpis as (
    select
        case definitions.kpi_id
            when 'aov' then 'receipts'
            when 'nps' then 'responses'
            when 'contacts' then 'cases'
            when 'email_delivery_rate' then 'messages'
            when 'email_open_rate' then 'deliveries'
        end as subject,
        coalesce(sum(kpi_values.n), 0) as row_count,
        coalesce(sum(
            case
                when definitions.kpi_id = 'aov'
                    then cast(round(kpi_values.numerator, 2) as decimal(38, 2))
            end
        ), 0) as amount
    from {{ ref('kpi_catalogue') }} as definitions
    left join kpi_values
        on definitions.kpi_id = kpi_values.kpi_id
    where
        definitions.kpi_id in (
            'aov', 'nps', 'contacts', 'email_delivery_rate', 'email_open_rate'
        )
    group by definitions.kpi_id
    union all
    select
        'orders_of_customers' as subject,
        coalesce(sum(purchase_count), 0) as row_count,
        coalesce(sum(lifetime_net_amount), 0) as amount
    from {{ ref('customer_360') }}
),

-- What the whole company publishes of the subjects that it has.
published as (
    select * from kpis
    where row_count <> 0 or subject in (select starts.subject from starts)
),

parts as (
    select
        source_system,
        subject,
        step,
        row_count,
        amount,
        row_count as remaining_count,
        amount as remaining_amount
    from starts
    union all
    select
        source_system,
        subject,
        step,
        -row_count as row_count,
        -amount as amount,
        -row_count as remaining_count,
        -amount as remaining_amount
    from differences
    union all
    select
        source_system,
        subject,
        'counted' as step,
        row_count,
        amount,
        -row_count as remaining_count,
        -amount as remaining_amount
    from counted
    union all
    select
        'all' as source_system,
        subject,
        'counted_in_sources' as step,
        row_count,
        amount,
        row_count as remaining_count,
        amount as remaining_amount
    from counted
    where subject in (select published.subject from published)
    union all
    select
        'all' as source_system,
        subject,
        'counted' as step,
        row_count,
        amount,
        -row_count as remaining_count,
        -amount as remaining_amount
    from published
),

steps as (
    select
        source_system,
        subject,
        step,
        row_count,
        amount
    from parts
    union all
    select
        source_system,
        subject,
        'unexplained' as step,
        sum(remaining_count) as row_count,
        sum(remaining_amount) as amount
    from parts
    group by source_system, subject
)

select
    cast(steps.source_system as string) as source_system,
    cast(steps.subject as string) as subject,
    cast(step_names.step_number as integer) as step_number,
    cast(steps.step as string) as step,
    cast(step_names.kind as string) as kind,
    cast(step_names.name_ja as string) as name_ja,
    cast(step_names.name_en as string) as name_en,
    cast(sum(steps.row_count) as bigint) as row_count,
    cast(
        case
            when steps.subject in ('receipts', 'receipt_lines', 'orders_of_customers')
                then coalesce(sum(steps.amount), 0)
        end as decimal(18, 2)
    ) as amount
from steps
left join step_names
    on steps.step = step_names.step
group by
    steps.source_system,
    steps.subject,
    steps.step,
    step_names.step_number,
    step_names.kind,
    step_names.name_ja,
    step_names.name_en
having step_names.kind is null or step_names.kind <> 'difference' or sum(steps.row_count) <> 0
