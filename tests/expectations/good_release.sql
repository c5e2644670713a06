-- A small release that keeps every promise: three customers, two months, two stores.
create table customer_360 as
select * from (values
    ('C0000000000000001', date '2025-04-03', 2, 3, '30-39', 'female', '東京都', 'loyal',
     date '2025-04-03', date '2026-03-20', 4, 3, 20000.00::decimal(18, 2),
     15000.00::decimal(18, 2), 5000.00::decimal(18, 2), 11, 5, 3, 4, 'champions',
     9, 'promoter', 5, 83.3333::double, 0, 0, timestamp '2026-03-20 03:00', 'store', true, 0.5::double,
     30000.00::decimal(18, 2), 0.95::double, 0.05::double, 'granted', 'unknown'),
    ('C0000000000000002', date '2025-06-10', 1, 1, null, 'unknown', null, 'at_risk',
     date '2025-06-10', date '2025-06-10', 1, 1, 3000.00::decimal(18, 2),
     3000.00::decimal(18, 2), 3000.00::decimal(18, 2), 294, 1, 1, 1, 'hibernating',
     3, 'detractor', 2, 16.6667::double, 0, 0, timestamp '2025-12-01 00:00', 'online', false, null,
     500.00::decimal(18, 2), 0.20::double, 0.80, 'withdrawn', 'withdrawn'),
    ('C0000000000000003', date '2026-01-15', 1, 1, '20-29', 'male', '大阪府', 'prospect',
     null, null, 0, 0, 0.00::decimal(18, 2), 0.00::decimal(18, 2), null, null, null, null, null,
     null, null, null, null, null, 0, 0, null, null, false, null, null, null, null, 'unknown', 'unknown')
) as rows(
    customer_id, customer_since_on, source_count, record_count, age_band, gender, prefecture,
    lifecycle_stage, first_purchase_on, last_purchase_on, purchase_count, purchase_count_12m,
    lifetime_net_amount, net_amount_12m, average_order_amount, recency_days, rfm_r, rfm_f, rfm_m,
    rfm_segment, last_nps_score, nps_group, last_csat_score, last_ces_ease, contact_count_12m,
    open_case_count, last_touchpoint_at, preferred_channel, is_omnichannel, email_engagement_12m,
    predicted_ltv_amount, p_alive, churn_risk, marketing_consent_email, marketing_consent_phone
);

create table touchpoint as
select * from (values
    ('C0000000000000001', timestamp '2026-03-20 03:00', date '2026-03-20', 'store', 'purchase',
     'purchase', 'inbound', 5000.00::decimal(18, 2), null::text, 'pos'),
    ('C0000000000000002', timestamp '2025-12-01 00:00', date '2025-12-01', 'email', 'opened',
     'consideration', 'outbound', null, null, 'marketing')
) as rows(
    customer_id, occurred_at, business_date, channel, touchpoint, stage, direction, value_amount,
    sentiment, source_system
);

create table kpi_catalogue as
select
    *, 'loyalty' as stage, 'the period' as window_rule, 'when it ended' as maturity_rule,
    'House' as definition_source, 30 as least_n
from (values
    ('nps', 'NPS', 'NPS', '100 (P - D) / N', 'month', 'points', 'up', 'CX', null, 1),
    ('aov', '平均注文額', 'Average order value', 'net / orders', 'month', 'JPY', 'up', 'Sales', null, 1),
    ('churn_rate', '離脱率', 'Churn rate', 'lost / active', 'month', 'share', 'down', 'CX', null, 1),
    ('retention_rate', '継続率', 'Retention rate', 'kept / active', 'month', 'share', 'up', 'CX',
     'churn_rate', 1),
    ('csat', '満足度', 'CSAT', 'satisfied / answers', 'month', 'share', 'up', 'CX', null, 1),
    ('ces_ease', '手軽さ', 'Ease', 'mean of ease', 'month', 'points', 'up', 'CX', null, 1),
    ('new_customers', '新規顧客', 'New customers', 'first orders', 'day, week, month',
     'count', 'up', 'Sales', null, 1)
) as rows(
    kpi_id, name_ja, name_en, formula, grain, unit, direction, owner, parent_kpi_id, definition_version
);

create table kpi_value as
select
    kpi_id, 'month' as period_grain, date '2026-03-01' as period_start_on,
    date '2026-03-31' as period_end_on, dimension, member, value, numerator, denominator, n,
    ci_low, ci_high, 'ok' as quality_flag, null::text as parameters, 1 as definition_version
from (values
    ('nps', 'all', 'all', 20.0::double, 20.0::double, 100.0::double, 100::bigint,
     5.0::double, 35.0::double),
    ('aov', 'all', 'all', 4000, 400000, 100, 100, 3500, 4500),
    ('aov', 'store', 'S1', 5000, 300000, 60, 60, 4000, 6000),
    ('aov', 'store', 'S2', 2500, 100000, 40, 40, 2000, 3000),
    ('aov', 'channel', 'store', 5000, 300000, 60, 60, 4000, 6000),
    ('aov', 'channel', 'online', 2500, 100000, 40, 40, 2000, 3000),
    ('churn_rate', 'all', 'all', 0.1, 10, 100, 100, 0.05, 0.17),
    ('retention_rate', 'all', 'all', 0.9, 90, 100, 100, 0.83, 0.95),
    ('csat', 'all', 'all', 0.75, 75, 100, 100, 0.66, 0.82),
    ('ces_ease', 'all', 'all', 70, 7000, 100, 100, 65, 75),
    ('new_customers', 'all', 'all', 40, 40, null, 40, null, null)
) as rows(kpi_id, dimension, member, value, numerator, denominator, n, ci_low, ci_high);

create table kpi_target as
select 'nps' as kpi_id, 10.0::double as baseline_value, 30.0::double as target_value,
    date '2027-03-31' as due_on, 'CX' as owner, 'on_track' as status;

create table survey_distribution as
select * from (values
    ('nps', 'SV_1', 'relationship', 'month', date '2026-03-01', 9, 60::bigint),
    ('nps', 'SV_1', 'relationship', 'month', date '2026-03-01', 3, 40)
) as rows(metric, survey_id, survey_kind, period_grain, period_start_on, score, n);

create table cohort_retention as
select * from (values
    (date '2026-01-01', 0, 50, 50, 0, 1.0::double, 0.0::double),
    (date '2026-01-01', 1, 50, 12, 12, 0.24, 0.24),
    (date '2026-01-01', 2, 50, 8, 16, 0.16, 0.32)
) as rows(
    cohort_month_on, month_number, customer_count, active_count, returned_count, retention_rate,
    cumulative_return_rate
);

create table sales_monthly as
select * from (values
    (date '2026-03-01', 'S1', '銀座店', 'store', 300000.00::decimal(18, 2), 60::bigint, 50::bigint),
    (date '2026-03-01', 'S2', 'オンライン', 'online', 100000.00, 40, 35)
) as rows(period_start_on, store_id, store_name, channel, net_amount, order_count, customer_count);

create table rfm_migration as
select * from (values
    (date '2026-03-01', 'loyal', 'champions', 1::bigint),
    (date '2026-03-01', 'hibernating', 'hibernating', 1),
    (date '2026-03-01', 'recent', 'lapsed', 4)
) as rows(period_start_on, from_segment, to_segment, customer_count);

create table product_affinity as
select 'together' as pair_kind, 'P1' as product_code, 'P2' as other_product_code,
    40::bigint as support_count, 100::bigint as eligible_count, 0.4::double as pair_share,
    0.31::double as share_low, 0.1::double as base_share;

create table basket_monthly as
select * from (values
    (date '2026-03-01', 'S1', 'store', 60::bigint, 320000.00::decimal(18, 2),
     15000.00::decimal(18, 2), 5000.00::decimal(18, 2), 300000.00::decimal(18, 2)),
    (date '2026-03-01', 'S2', 'online', 40, 100000.00, 0.00, 0.00, 100000.00)
) as rows(
    period_start_on, store_id, channel, order_count, gross_amount, discount_amount,
    returned_amount, net_amount
);

create table churn_risk as
select 'C0000000000000001' as customer_id, 0.05::double as score, 0.95::double as p_alive;

create table churn_backtest as
select decile, 50::bigint as customer_count, 0.6 - 0.05 * decile as predicted_rate,
    0.62 - 0.05 * decile as actual_rate, 0.7 as auc
from range(1, 11) as tenths(decile);

create table churn_roi as
select * from (values
    (1, 'low', 900.00::decimal(18, 2)), (2, 'base', 1000.00), (3, 'high', 1100.00)
) as rows(scenario_order, scenario, gain_amount);

create table persona as
select 'champions' as rfm_segment, 'gender' as trait, 'female' as member, 'share' as measure,
    20::bigint as customer_count, 0.6::double as value, 0.5::double as value_of_all;

create table initiative_effect as
select 'I1' as initiative_id, 'before_after' as basis, 0.1::double as effect,
    0.02::double as effect_low, 0.18::double as effect_high;

create table experiment_readout as
select 'E1' as experiment_id, 'voucher' as variant, 'better' as verdict, 0.1::double as difference,
    0.2::double as control_value, 0.3::double as variant_value, 0.01::double as p_value;
create table household as
select * from (values
    ('H0000000000000001', 'C0000000000000001', 2),
    ('H0000000000000001', 'C0000000000000002', 2)
) as rows(household_id, customer_id, member_count);

create table journey_stage as
select * from (values
    ('awareness', 1, 'all', 2, 3, null::double, 0.5::double, 0.25::double),
    ('awareness', 1, 'message_sent', 2, 3, null, 0.5, 0.25),
    ('consideration', 2, 'all', 1, 1, 0.5, null, null)
) as rows(
    stage, stage_order, touchpoint, customer_count, contact_count, step_rate, feeling, pain_share
);

create table customer_journey as
select customer_id, 'awareness' as stage, 1 as stage_order, false as has_skipped
from customer_360;

create table onboarding_step as
select * from (values
    (1, 'register', 10, 10, 4), (2, 'import', 10, 6, 0)
) as rows(step_number, step, started_count, reached_count, stalled_count);

create table tie_out as
select * from (values
    ('pos', 'receipts', 10, 'rows_landed', 'start', 130::bigint, 405000.00::decimal(18, 2)),
    ('pos', 'receipts', 40, 'voids', 'difference', -30, -5000.00),
    ('pos', 'receipts', 90, 'counted', 'counted', 100, 400000.00),
    ('pos', 'receipts', 99, 'unexplained', 'unexplained', 0, 0.00)
) as rows(source_system, subject, step_number, step, kind, row_count, amount);
create table voice_theme as
select * from (values
    (date '2026-03-01', 'price', '価格・料金', 'Price', 'survey', 12, 2, 8, -0.5::double, 'low_n', 10,
     -60.0::double, -80.0::double, -106.7::double, -53.3::double)
) as rows(
    month_on, theme, theme_name_ja, theme_name_en, origin, n, positive_count, negative_count,
    net_sentiment, quality_flag, nps_n, nps, nps_difference, nps_difference_low, nps_difference_high
);

create table contact_reason_monthly as
select date '2026-03-01' as period_start_on, 'email' as channel, 'fit' as reason,
    8 as contact_count, 7 as replied_count, 6 as solved_count, 1 as reopened_count,
    4 as settled_7d_count, 5 as mature_7d_count, 3 as settled_14d_count, 4 as mature_14d_count,
    1 as settled_30d_count, 2 as mature_30d_count, 5 as solved_in_target_count, 3 as open_count,
    2 as open_beyond_target_count;

create table survey_monthly as
select * from (values
    ('SV_1', 'relationship', 'all', 'sheets', 110, 100, 100, null, null, null, null, null, null,
     null, null),
    ('SV_1', 'relationship', 'unknown', 'nps', null, null, 100, 7.0::double, 70.0::double, 60,
     0.6::double, 60, 10, 30, 30.0::double),
    ('SV_9', 'employee', 'unknown', 'nps', null, null, 9, null, null, null, null, null, null, null,
     null)
) as rows(
    survey_id, survey_kind, touchpoint, metric, started_count, completed_count, n, mean_score,
    mean_0_100, top_box_count, top_box_share, promoter_count, passive_count, detractor_count, nps
), (select date '2026-03-01' as period_start_on) as months;

create table web_funnel as
select * from (values
    (1, 'view', true, 10, 4), (2, 'cart', true, 6, 5), (3, 'checkout', false, null, null),
    (4, 'purchase', true, 1, 0)
) as rows(step_number, step, is_tracked, session_count, stalled_count),
(select date '2026-03-01' as period_start_on, 'web' as funnel, 'organic' as channel) as visits;

create table campaign_influence as
select * from (values
    (date '2026-03-01', 'K1', 1, 5000.00::decimal(18, 2), 0, 0.00::decimal(18, 2),
     0.5::decimal(18, 4), 2500.00::decimal(18, 2)),
    (date '2026-03-01', 'K2', 0, 0.00, 1, 5000.00, 0.5, 2500.00)
) as rows(
    period_start_on, campaign_id, first_touch_order_count, first_touch_net_amount,
    last_touch_order_count, last_touch_net_amount, linear_order_count, linear_net_amount
);

create table lead_score as
select 'C0000000000000003' as customer_id, 35 as score, 5 as attribute_points,
    30 as behaviour_points, 'b' as grade;

create table lead_score_check as
select * from (values ('a', 40, 12), ('d', 60, 3)) as rows(grade, lead_count, won_count);

create table ltv_method as
select * from (values ('all', 40, 0.75::double, 2142.86), ('loyal', 29, null, null))
as rows(segment, retention_base_count, retention_rate, ltv_margin_multiple_amount);

create table engagement_monthly as
select date '2026-03-01' as period_start_on, 2.5::double as daily_active_mean,
    10 as monthly_active_count, 4.2::double as mean_stars;
