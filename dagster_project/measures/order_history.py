"""What each customer's orders say to the models, read from an open warehouse connection.

An occasion is a customer's orders of one business day; guests have no customer and so no history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from dagster_project.measures.maximum_likelihood import Floats

_OCCASIONS = """
create or replace temp table occasion as
select
    party_customer.customer_id,
    orders.business_date,
    sum(orders.net_amount) as net_amount
from commerce.orders
inner join identity.party_customer
    on orders.source_system = party_customer.source_system
    and orders.party_key = party_customer.party_key
where orders.business_date <= cast(? as date)
group by party_customer.customer_id, orders.business_date
"""

_HISTORIES = """
create or replace temp table order_history as
select
    customer_id,
    count(*) - 1 as frequency,
    max(business_date) - min(business_date) as recency_days,
    cast($as_of as date) - min(business_date) as age_days,
    cast(sum(net_amount) - arg_min(net_amount, business_date) as double) as repeat_amount,
    count_if(business_date > cast($as_of as date) - 365) as order_count_365d,
    coalesce(
        sum(net_amount) filter (where business_date > cast($as_of as date) - 365), 0
    ) as net_amount_365d
from occasion
group by customer_id
"""

_VISITS = """
select frequency, recency_days, age_days, count(*) as customers
from order_history
group by all
order by all
"""

_SPENDS = """
select frequency, repeat_amount, count(*) as customers
from order_history
where frequency > 0
group by all
order by all
"""

_MEDIAN_GAP = """
select median(gap_days)
from (
    select business_date - lag(business_date) over (
        partition by customer_id order by business_date
    ) as gap_days
    from occasion
)
"""


@dataclass(frozen=True)
class Visits:
    """One element a distinct history, in days, and how many customers share it."""

    frequency: Floats
    recency_days: Floats
    age_days: Floats
    customers: Floats


@dataclass(frozen=True)
class Spends:
    """One element a distinct (repeat occasions, their summed amount) of repeat customers."""

    frequency: Floats
    repeat_amount: Floats
    customers: Floats


@dataclass(frozen=True)
class OrderHistory:
    """Everything the fits read; `median_gap_days` is None where nobody ordered twice."""

    visits: Visits
    spends: Spends
    customer_count: int
    repeater_count: int
    history_days: int
    median_gap_days: float | None


def read_order_history(con: duckdb.DuckDBPyConnection, *, as_of: date) -> OrderHistory:
    """Leaves the temporary table `order_history` behind, one row a customer with an order.

    The age of a history counts from the first order to `as_of`, that whole day included; the
    repeat amount leaves the first occasion out, as the Gamma-Gamma model wants it.
    """
    con.execute(_OCCASIONS, [as_of])
    con.execute(_HISTORIES, {"as_of": as_of})
    visits, spends = Visits(*_columns(con, _VISITS)), Spends(*_columns(con, _SPENDS))
    gap = con.execute(_MEDIAN_GAP).fetchone()
    con.execute("drop table occasion")
    return OrderHistory(
        visits=visits,
        spends=spends,
        customer_count=int(visits.customers.sum()),
        repeater_count=int(spends.customers.sum()),
        history_days=int(visits.age_days.max(initial=0)),
        median_gap_days=None if gap is None else gap[0],
    )


def _columns(con: duckdb.DuckDBPyConnection, query: str) -> list[Floats]:
    return [np.asarray(c, dtype=np.float64) for c in con.execute(query).fetchnumpy().values()]
