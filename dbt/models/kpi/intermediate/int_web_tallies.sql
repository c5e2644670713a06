{{ config(schema='measure', contract={'enforced': false}) }}

with sessions as (
    select * from {{ ref('int_web_sessions') }}
),

session_days as (
    select
        business_date,
        channel,
        campaign,
        count(*) as session_count,
        cast(sum(view_count) as bigint) as view_count,
        sum(cast(dwell_seconds as decimal(18, 6))) as dwell_seconds,
        sum(cast(dwell_seconds * dwell_seconds as decimal(28, 6))) as dwell_square_sum,
        count(dwell_seconds) as timed_count,
        count_if(not is_engaged) as bounced_count,
        count_if(view_count > 0) as viewing_count,
        count_if(view_count = 1 and event_count = 1) as single_view_count,
        count_if(has_purchase) as purchase_count,
        count_if(has_cart) as cart_count
    from sessions
    group by business_date, channel, campaign
),

member_days as (
    {% for dimension, member in [
        ('all', "'all'"), ('channel', 'channel'), ('campaign', 'campaign'),
    ] -%}
    select
        business_date,
        '{{ dimension }}' as dimension,
        {{ member }} as member,
        session_count,
        view_count,
        dwell_seconds,
        dwell_square_sum,
        timed_count,
        bounced_count,
        viewing_count,
        single_view_count,
        purchase_count,
        cart_count
    from session_days
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

measures as (
    {% for kpi_id, numerator, square_sum, denominator in [
        ("'sessions' as kpi_id", 'session_count', 'null', 'null'),
        ("'page_views' as kpi_id", 'view_count', 'null', 'null'),
        ("'dwell_seconds' as kpi_id", 'dwell_seconds', 'dwell_square_sum', 'timed_count'),
        ("'bounce_rate_ga4' as kpi_id", 'bounced_count', 'null', 'session_count'),
        ("'bounce_rate_ua' as kpi_id", 'single_view_count', 'null', 'viewing_count'),
        ("'cvr_session' as kpi_id", 'purchase_count', 'null', 'session_count'),
        ("'cart_add_rate' as kpi_id", 'cart_count', 'null', 'session_count'),
    ] -%}
    select
        {{ kpi_id }},
        business_date,
        dimension,
        member,
        cast({{ numerator }} as decimal(38, 10)) as numerator,
        cast({{ square_sum }} as decimal(38, 10)) as square_sum,
        cast({{ denominator }} as bigint) as denominator
    from member_days
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
)

select
    kpi_id,
    business_date,
    dimension,
    member,
    coalesce(sum(numerator), 0) as numerator,
    sum(square_sum) as square_sum,
    cast(sum(denominator) as bigint) as denominator,
    cast(0 as bigint) as pending_count
from measures
group by kpi_id, business_date, dimension, member
