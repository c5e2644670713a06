-- The restricted half of the same release.
create table customer as
select * from (values
    ('C0000000000000001', '架空 花子', 'hanako@example.jp', '09000000001', '架空町1-2-3'),
    ('C0000000000000002', '架空 太郎', 'taro@example.jp', '0300000002', '架空町4-5-6'),
    ('C0000000000000003', '架空 次郎', 'jiro@example.jp', null, null)
) as rows(customer_id, full_name, email, phone, address_line);

create table customer_identity as
select * from (values
    ('crm', 'contact', '003A', 'C0000000000000001', 'founder', null, 1.0::double, false),
    ('pos', 'member', '1', 'C0000000000000001', 'member_code', 'member_code', 1.0, false),
    ('marketing', 'lead', '7', 'C0000000000000001', 'email', 'email', 0.9, false),
    ('pos', 'member', '2', 'C0000000000000002', 'founder', null, 1.0, false),
    ('crm', 'contact', '003B', 'C0000000000000003', 'founder', null, 1.0, false)
) as rows(
    source_system, source_object, source_record_id, customer_id, linked_by, link_evidence,
    link_weight, is_deleted
);

create table customer_alias as
select 'C00000000000000ff' as old_customer_id, 'C0000000000000001' as customer_id,
    'merge' as reason, timestamp '2026-03-01' as valid_from_at;

create table identity_link as
select * from (values
    ('C0000000000000001', 'crm', 'contact', '003A', 'pos', 'member', '1', 'member_code', 0.999::double, true, 0),
    ('C0000000000000001', 'crm', 'contact', '003A', 'marketing', 'lead', '7', 'email', 0.9, true, 1),
    ('C0000000000000001', 'marketing', 'lead', '7', 'pos', 'member', '1', 'phone', 0.9, false, 2)
) as rows(
    customer_id, left_source_system, left_source_object, left_source_record_id,
    right_source_system, right_source_object, right_source_record_id, tier, weight, is_union,
    trial_number
);

create table identity_review as
select
    1 as review_rank, 'pos' as left_source_system, 'member' as left_source_object,
    '2' as left_source_record_id, 'C0000000000000002' as left_customer_id,
    'crm' as right_source_system, 'contact' as right_source_object,
    '003B' as right_source_record_id, 'C0000000000000003' as right_customer_id,
    'name_address' as evidence, 'given_names' as reason;

create table customer_attribute as
select * from (values
    ('C0000000000000001', 'email', 'hanako@example.jp', 'crm', 1, true, 'source_priority'),
    ('C0000000000000001', 'email', 'hanako2@example.jp', 'pos', 2, false, 'source_priority'),
    ('C0000000000000002', 'email', 'taro@example.jp', 'pos', 1, true, 'only_value')
) as rows(customer_id, attribute, value, source_system, rank, is_winner, reason);

create table record_measure as
select source_system, source_object, source_record_id, customer_id, 0 as order_count
from customer_identity;

create table organisation_account as
select * from (values
    ('crm', 'account', 'A1', 'O0000000000000001', 'first_account'),
    ('crm', 'account', 'A2', 'O0000000000000001', 'domain')
) as rows(source_system, source_object, source_record_id, organisation_id, linked_by);

create table organisation as
select 'O0000000000000001' as organisation_id, '株式会社架空' as organisation_name;

create table detractor_case as
select * from (values
    ('response', 'survey', 'survey_response', 'R1', 'C0000000000000002', 'overdue'),
    ('review', 'maps', 'review', 'V1', null, 'unassigned')
) as rows(case_kind, source_system, source_object, source_record_id, customer_id, status);
