with accounts as (
    {{ mapped('account') }}
),

business_clock as (
    select * from {{ ref('business_clock') }}
)

select
    accounts.source_system,
    accounts.source_object,
    accounts.source_record_id,
    accounts.load_id,
    accounts.load_seq,
    accounts.source_row_number,
    {{ x_local_date('accounts.created_at') }} as business_date,
    coalesce(accounts.is_deleted, false) as is_deleted,
    accounts.tz_basis,
    accounts.account_name,
    accounts.industry,
    accounts.employee_count,
    accounts.annual_revenue_amount,
    accounts.postal_code,
    accounts.address_line,
    -- https://www.example.jp/a → example.jp
    nullif(
        split_part(
            split_part(
                replace(
                    replace(
                        replace(lower(trim(accounts.domain)), 'https://', ''), 'http://', ''
                    ),
                    'www.', ''
                ),
                '/', 1
            ),
            ':', 1
        ),
        ''
    ) as domain
from accounts
inner join business_clock
    on accounts.load_seq = business_clock.load_seq
