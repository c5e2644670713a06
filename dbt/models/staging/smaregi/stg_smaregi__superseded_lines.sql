{{ config(enabled=is_used('smaregi'), materialized='table') }}

-- Exceptions are rare among millions of lines, so they are looked for on narrow columns, once.
with redelivered_transactions as (
    select
        source_system,
        transaction_id,
        max(load_seq) as last_load_seq
    from {{ source('smaregi', 'transaction_line') }}
    group by source_system, transaction_id
    having min(load_seq) < max(load_seq)
),

-- Lines without an id cannot be told apart, so none of them repeats another.
repeated_lines as (
    select
        source_system,
        transaction_id,
        line_id,
        load_seq,
        max(source_row_number) as last_row_number
    from {{ source('smaregi', 'transaction_line') }}
    where line_id is not null
    group by source_system, transaction_id, line_id, load_seq
    having count(*) > 1
),

redelivered_lines as (
    select
        delivered.load_seq,
        delivered.source_row_number
    from {{ source('smaregi', 'transaction_line') }} as delivered
    inner join redelivered_transactions
        on
            delivered.source_system = redelivered_transactions.source_system
            and delivered.transaction_id = redelivered_transactions.transaction_id
            and delivered.load_seq < redelivered_transactions.last_load_seq
),

doubled_lines as (
    select
        delivered.load_seq,
        delivered.source_row_number
    from {{ source('smaregi', 'transaction_line') }} as delivered
    inner join repeated_lines
        on
            delivered.source_system = repeated_lines.source_system
            and delivered.transaction_id = repeated_lines.transaction_id
            and delivered.line_id = repeated_lines.line_id
            and delivered.load_seq = repeated_lines.load_seq
            and delivered.source_row_number < repeated_lines.last_row_number
),

superseded_lines as (
    select * from redelivered_lines
    union all
    select * from doubled_lines
)

select distinct
    cast(load_seq as integer) as load_seq,
    cast(source_row_number as bigint) as source_row_number
from superseded_lines
