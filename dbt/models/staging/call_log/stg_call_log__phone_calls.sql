{{ config(enabled=is_used('call_log')) }}

with latest as (
    {{ latest_version(source('call_log', 'phone_call'), 'call_id') }}
),

typed as (
    select
        {{ landed() }},
        call_id,
        cast(started_at as timestamp) as started_at,
        -- A list without directions is of calls that came in, unless it names who was called up.
        coalesce(
            direction in ('発信', '発', '架電', 'outbound', 'Outbound', 'OUT'),
            caller_number is null and counterparty_number is not null
        ) as is_outbound,
        caller_number,
        caller_name,
        called_number,
        counterparty_number,
        ivr,
        {{ duration_seconds('duration') }} as duration_seconds,
        status,
        agent,
        note
    from latest
)

select
    *,
    case
        when is_outbound then coalesce(counterparty_number, called_number)
        else coalesce(caller_number, counterparty_number)
    end as customer_number
from typed
