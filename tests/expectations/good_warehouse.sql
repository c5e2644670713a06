-- What the gate reads of the private warehouse on the night of that release.
create schema canonical;
create schema landing;
create schema identity;

create table canonical.as_of as select date '2026-03-31' as as_of_on;

create table canonical.sale as
select * from (values
    ('pos', 'transaction_line', date '2026-03-30', false),
    ('pos', 'transaction_line', date '2026-04-01', false),
    ('pos', 'transaction_line', date '2026-03-31', true)
) as rows(source_system, source_object, business_date, is_deleted);

create table canonical.sale_line as
select * from (values
    ('l1', 7, 2.00::decimal(18, 2), false, false),
    ('l1', 8, -1.00, true, false),
    ('l1', 9, -1.00, false, true)
) as rows(load_id, source_row_number, quantity, is_return, is_deleted);

create table landing.load as
select * from (values
    ('l1', 'pos', 'transaction_line', 'smaregi/transaction_line@csv', 1, 'extracts/pos.csv'),
    ('l2', 'crm', 'contact', 'salesforce/contact@bulk2', 2, 'extracts/crm.csv')
) as rows(load_id, source_system, source_object, contract, load_seq, path);

create table identity.run as
select 5 as records, 3 as customers, 2 as links, 3 as largest_cluster,
    0 as clusters_with_two_birth_dates, 0 as clusters_with_two_member_codes,
    0 as ids_changed, 1000 as ids_total,
    0 as records_merged, 0 as records_split, 0 as records_moved, 0 as customers_new;
