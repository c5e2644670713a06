{{
    config(
        meta={
            'publish': 'restricted',
            'order_by': ['review_rank'],
            'owner': 'data_stewards',
        }
    )
}}

with refused_unions as (
    select * from {{ source('identity', 'refused_union') }}
    where not is_decided
),

records_of_customers as (
    select * from {{ ref('int_records_of_customers') }}
),

measures as (
    select * from {{ ref('record_measure') }}
),

consents as (
    select * from {{ ref('int_marketing_consents') }}
),

-- Contact keys of one implied party carry the same identifiers in other spellings.
records as (
    select
        source_system,
        source_object,
        source_record_id,
        min(coalesce(full_name, family_name)) as full_name,
        min(coalesce(full_name_kana, family_name_kana)) as kana,
        min(email) as email,
        min(coalesce(mobile_phone, phone)) as phone,
        min(nullif(concat_ws(' ', postal_code, prefecture, city, address_line), '')) as address,
        min(birth_on) as birth_on
    from records_of_customers
    group by source_system, source_object, source_record_id
),

stakes as (
    select
        customer_id,
        count(*) as record_count,
        sum(order_count) as order_count,
        sum(net_amount) as net_amount
    from measures
    group by customer_id
),

pairs as (
    select
        refused_unions.*,
        left_details.full_name as left_name,
        left_details.kana as left_kana,
        left_details.email as left_email,
        left_details.phone as left_phone,
        left_details.address as left_address,
        left_details.birth_on as left_birth_on,
        right_details.full_name as right_name,
        right_details.kana as right_kana,
        right_details.email as right_email,
        right_details.phone as right_phone,
        right_details.address as right_address,
        right_details.birth_on as right_birth_on,
        left_stakes.net_amount + right_stakes.net_amount as net_amount,
        left_stakes.order_count + right_stakes.order_count as order_count,
        left_stakes.record_count + right_stakes.record_count as record_count,
        -- A no of one side is not known to the other: 2 withdrawn, 3 denied.
        (
            greatest(
                coalesce(left_consents.email_strictness, 0),
                coalesce(right_consents.email_strictness, 0)
            ) >= 2
            and least(
                coalesce(left_consents.email_strictness, 0),
                coalesce(right_consents.email_strictness, 0)
            ) < 2
        )
        or (
            greatest(
                coalesce(left_consents.phone_strictness, 0),
                coalesce(right_consents.phone_strictness, 0)
            ) >= 2
            and least(
                coalesce(left_consents.phone_strictness, 0),
                coalesce(right_consents.phone_strictness, 0)
            ) < 2
        ) as consent_differs
    from refused_unions
    inner join records as left_details
        on
            refused_unions.left_source_system = left_details.source_system
            and refused_unions.left_source_object = left_details.source_object
            and refused_unions.left_source_record_id = left_details.source_record_id
    inner join stakes as left_stakes
        on refused_unions.left_customer_id = left_stakes.customer_id
    left join consents as left_consents
        on refused_unions.left_customer_id = left_consents.customer_id
    inner join records as right_details
        on
            refused_unions.right_source_system = right_details.source_system
            and refused_unions.right_source_object = right_details.source_object
            and refused_unions.right_source_record_id = right_details.source_record_id
    inner join stakes as right_stakes
        on refused_unions.right_customer_id = right_stakes.customer_id
    left join consents as right_consents
        on refused_unions.right_customer_id = right_consents.customer_id
),

ranked as (
    select
        *,
        row_number() over (
            order by
                consent_differs desc nulls last,
                net_amount desc nulls last,
                record_count desc nulls last,
                left_source_system asc nulls last,
                left_source_object asc nulls last,
                left_source_record_id asc nulls last,
                right_source_system asc nulls last,
                right_source_object asc nulls last,
                right_source_record_id asc nulls last
        ) as review_rank
    from pairs
)

select
    cast(review_rank as bigint) as review_rank,
    cast(left_source_system as string) as left_source_system,
    cast(left_source_object as string) as left_source_object,
    cast(left_source_record_id as string) as left_source_record_id,
    cast(left_customer_id as string) as left_customer_id,
    cast(left_name as string) as left_name,
    cast(left_kana as string) as left_kana,
    cast(left_email as string) as left_email,
    cast(left_phone as string) as left_phone,
    cast(left_address as string) as left_address,
    cast(left_birth_on as date) as left_birth_on,
    cast(right_source_system as string) as right_source_system,
    cast(right_source_object as string) as right_source_object,
    cast(right_source_record_id as string) as right_source_record_id,
    cast(right_customer_id as string) as right_customer_id,
    cast(right_name as string) as right_name,
    cast(right_kana as string) as right_kana,
    cast(right_email as string) as right_email,
    cast(right_phone as string) as right_phone,
    cast(right_address as string) as right_address,
    cast(right_birth_on as date) as right_birth_on,
    cast(evidence as string) as evidence,
    cast(reason as string) as reason,
    cast(consent_differs as boolean) as consent_differs,
    cast(net_amount as decimal(18, 2)) as net_amount,
    cast(order_count as bigint) as order_count,
    cast(record_count as bigint) as record_count
from ranked
