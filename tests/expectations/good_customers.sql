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
