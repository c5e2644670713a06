"""The share of net sales that is left after the cost of the goods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

# A product code may be known to several systems: the one that sold it is asked first.
_RATE = """
with rates as (
    select source_system, product_code, max(gross_margin_rate) as gross_margin_rate
    from canonical.product
    where gross_margin_rate is not null and not is_deleted
    group by source_system, product_code
),

any_source as (
    select product_code, arg_min(gross_margin_rate, source_system) as gross_margin_rate
    from rates
    group by product_code
),

lines as (
    select
        sale_line.net_amount,
        coalesce(rates.gross_margin_rate, any_source.gross_margin_rate) as gross_margin_rate
    from commerce.orders
    inner join canonical.sale_line
        on orders.source_system = sale_line.source_system
        and orders.sale_record_id = sale_line.sale_record_id
    left join rates
        on sale_line.source_system = rates.source_system
        and sale_line.product_code = rates.product_code
    left join any_source
        on sale_line.product_code = any_source.product_code
    where
        orders.business_date <= cast($as_of as date)
        and orders.business_date > cast($as_of as date) - interval 12 month
        and not sale_line.is_return
        and not sale_line.is_deleted
)

select cast(
    sum(net_amount * cast(gross_margin_rate as decimal(9, 6))) / nullif(sum(net_amount), 0)
    as double
)
from lines
where gross_margin_rate is not null
"""

_PRODUCTS = """
select 1
from information_schema.columns
where table_schema = 'canonical' and table_name = 'product' and column_name = 'gross_margin_rate'
"""


@dataclass(frozen=True)
class Margin:
    """`rate` multiplies revenue; basis `revenue_only` says that no product has a known rate."""

    rate: float
    basis: str


def overall_margin(con: duckdb.DuckDBPyConnection, *, as_of: date) -> Margin:
    """The margin of the order lines of the 12 months to `as_of` whose product has a rate."""
    if con.execute(_PRODUCTS).fetchone() is None:
        return Margin(1.0, "revenue_only")
    found = con.execute(_RATE, {"as_of": as_of}).fetchone()
    rate = None if found is None else found[0]
    return Margin(1.0, "revenue_only") if rate is None else Margin(round(rate, 6), "gross_margin")
