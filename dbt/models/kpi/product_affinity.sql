{{
    config(
        meta={
            'publish': 'bi',
            'order_by': ['pair_kind', 'product_code', 'other_product_code'],
            'owner': 'merchandising',
        }
    )
}}

with order_lines as (
    select * from {{ ref('order_lines') }}
    where not is_return and product_code is not null
),

party_customers as (
    select * from {{ source('identity', 'party_customer') }}
),

first_purchases as (
    select
        customer_id,
        business_date as first_purchase_on
    from {{ ref('int_purchase_days') }}
    where previous_on is null
),

as_of as (
    select * from {{ ref('as_of') }}
),

basket_products as (
    select
        source_system,
        sale_record_id,
        product_code,
        max(product_name) as product_name,
        max(party_key) as party_key,
        max(business_date) as business_date
    from order_lines
    group by source_system, sale_record_id, product_code
),

-- What stands in fewer than 30 baskets can have no pair that does not.
products as (
    select
        product_code,
        max(product_name) as product_name,
        count(*) as basket_count
    from basket_products
    group by product_code
    having count(*) >= 30
),

baskets as (
    select
        basket_products.source_system,
        basket_products.sale_record_id,
        basket_products.product_code,
        basket_products.party_key,
        basket_products.business_date
    from basket_products
    inner join products
        on basket_products.product_code = products.product_code
),

all_baskets as (
    select count(*) as basket_count
    from {{ ref('orders') }}
),

basket_pairs as (
    select
        one.product_code,
        other.product_code as other_product_code,
        count(*) as support_count
    from baskets as one
    inner join baskets as other
        on
            one.source_system = other.source_system
            and one.sale_record_id = other.sale_record_id
            and one.product_code < other.product_code
    group by one.product_code, other.product_code
    having count(*) >= 30
),

basket_pairs_both_ways as (
    select
        product_code,
        other_product_code,
        support_count
    from basket_pairs
    union all
    select
        other_product_code as product_code,
        product_code as other_product_code,
        support_count
    from basket_pairs
),

together as (
    select
        'together' as pair_kind,
        pairs.product_code,
        pairs.other_product_code,
        pairs.support_count,
        products.basket_count as eligible_count,
        cast(other_products.basket_count as double) / all_baskets.basket_count as base_share
    from basket_pairs_both_ways as pairs
    inner join products
        on pairs.product_code = products.product_code
    inner join products as other_products
        on pairs.other_product_code = other_products.product_code
    cross join all_baskets
),

first_buys as (
    select
        party_customers.customer_id,
        baskets.product_code,
        first_purchases.first_purchase_on,
        min(baskets.business_date) as first_on
    from baskets
    inner join party_customers
        on
            baskets.source_system = party_customers.source_system
            and baskets.party_key = party_customers.party_key
    inner join first_purchases
        on party_customers.customer_id = first_purchases.customer_id
    group by
        party_customers.customer_id, baskets.product_code, first_purchases.first_purchase_on
),

first_buys_followed as (
    select
        first_buys.*,
        first_buys.first_on <= as_of.as_of_on - 90 as is_followed
    from first_buys
    cross join as_of
),

followed_buyers as (
    select
        product_code,
        count(*) as buyer_count
    from first_buys_followed
    where is_followed
    group by product_code
),

customer_pairs as (
    select
        one.product_code,
        other.product_code as other_product_code,
        count_if(other.first_on <= one.first_on) as had_it_count,
        count_if(
            other.first_on > one.first_on and other.first_on <= one.first_on + 90
        ) as support_count
    from first_buys_followed as one
    inner join first_buys_followed as other
        on
            one.customer_id = other.customer_id
            and one.product_code <> other.product_code
            and one.first_on + 90 >= other.first_on
    where one.is_followed
    group by one.product_code, other.product_code
),

followed_customers as (
    select count(*) as customer_count
    from first_purchases
    cross join as_of
    where first_purchases.first_purchase_on <= as_of.as_of_on - 90
),

-- What any customer does in the 90 days after the first order, the first basket left out as well.
base_shares as (
    select
        first_buys.product_code,
        cast(count_if(
            first_buys.first_on > first_buys.first_purchase_on
            and first_buys.first_on <= first_buys.first_purchase_on + 90
        ) as double)
        / nullif(
            max(followed_customers.customer_count)
            - count_if(first_buys.first_on = first_buys.first_purchase_on), 0
        ) as base_share
    from first_buys
    cross join followed_customers
    cross join as_of
    where first_buys.first_purchase_on <= as_of.as_of_on - 90
    group by first_buys.product_code
),

next_buys as (
    select
        'next_90d' as pair_kind,
        customer_pairs.product_code,
        customer_pairs.other_product_code,
        customer_pairs.support_count,
        followed_buyers.buyer_count - customer_pairs.had_it_count as eligible_count,
        base_shares.base_share
    from customer_pairs
    inner join followed_buyers
        on customer_pairs.product_code = followed_buyers.product_code
    inner join base_shares
        on customer_pairs.other_product_code = base_shares.product_code
    where customer_pairs.support_count >= 30
),

pairs as (
    select * from together
    union all
    select * from next_buys
),

-- Wilson's lower bound of the share, as in kpi_value.
bounded as (
    select
        *,
        cast(support_count as double) / eligible_count as pair_share,
        (
            support_count + 1.96 * 1.96 / 2
            - 1.96 * sqrt(
                cast(support_count as double) * (eligible_count - support_count) / eligible_count
                + 1.96 * 1.96 / 4
            )
        ) / (eligible_count + 1.96 * 1.96) as share_low
    from pairs
)

select
    cast(bounded.pair_kind as string) as pair_kind,
    cast(bounded.product_code as string) as product_code,
    cast(products.product_name as string) as product_name,
    cast(bounded.other_product_code as string) as other_product_code,
    cast(other_products.product_name as string) as other_product_name,
    cast(bounded.support_count as bigint) as support_count,
    cast(bounded.eligible_count as bigint) as eligible_count,
    cast(round(bounded.pair_share, 4) as double) as pair_share,
    cast(round(bounded.share_low, 4) as double) as share_low,
    cast(round(bounded.base_share, 4) as double) as base_share,
    cast(round(bounded.pair_share / nullif(bounded.base_share, 0), 4) as double) as lift
from bounded
inner join products
    on bounded.product_code = products.product_code
inner join products as other_products
    on bounded.other_product_code = other_products.product_code
where bounded.share_low > bounded.base_share
