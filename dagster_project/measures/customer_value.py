"""`insight.customer_value`: what each customer is expected to order and be worth."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd

from dagster_project.measures.bgnbd import BGNBD
from dagster_project.measures.fit_report import FitReport, Horizon
from dagster_project.measures.fitting import DAYS_A_WEEK, SpendModel, fit_orders, fit_spend
from dagster_project.measures.margin import overall_margin
from dagster_project.measures.maximum_likelihood import Floats
from dagster_project.measures.order_history import OrderHistory, Spends, Visits, read_order_history

WEEKS_A_MONTH = 365 / DAYS_A_WEEK / 12

# Someone without a repeat order is alive by construction of the model: the method says so.
_FITTED = """
create or replace table insight.customer_value as
select
    order_history.customer_id,
    cast(order_history.frequency as integer) as frequency,
    round(order_history.recency_days / 7, 4) as recency_weeks,
    round(order_history.age_days / 7, 4) as age_weeks,
    round(visit_value.p_alive, 4) as p_alive,
    round(visit_value.expected_orders, 4) as expected_orders_12m,
    cast(
        visit_value.discounted_orders * spend_value.expected_amount * $margin as decimal(18, 2)
    ) as predicted_ltv_amount,
    case when order_history.frequency > 0 then 'bgnbd' else 'bgnbd_no_repeat' end as method
from order_history
inner join visit_value
    on order_history.frequency = visit_value.frequency
    and order_history.recency_days = visit_value.recency_days
    and order_history.age_days = visit_value.age_days
inner join spend_value
    on order_history.frequency = spend_value.frequency
    and if(order_history.frequency > 0, order_history.repeat_amount, 0) = spend_value.repeat_amount
order by order_history.customer_id
"""

# The next 12 months as the last 365 days were: nothing is fitted, so nobody's chance is stated.
_SIMPLE = """
create or replace table insight.customer_value as
select
    customer_id,
    cast(frequency as integer) as frequency,
    round(recency_days / 7, 4) as recency_weeks,
    round(age_days / 7, 4) as age_weeks,
    cast(null as double) as p_alive,
    cast(order_count_365d as double) as expected_orders_12m,
    cast(greatest(net_amount_365d, 0) * cast($margin as double) as decimal(18, 2))
        as predicted_ltv_amount,
    'simple' as method
from order_history
order by customer_id
"""

_MODEL = """
create or replace table insight.model (
    name text,
    version text,
    parameters text,
    log_likelihood double,
    customers bigint,
    history_days integer,
    method text,
    reason text
)
"""


def value_customers(
    con: duckdb.DuckDBPyConnection, *, as_of: date, currency: str, horizon: Horizon | None = None
) -> FitReport:
    """Write a row for every customer with an order by `as_of`, and what the models are.

    Value is the sum over the months ahead of expected orders times expected amount times margin,
    each month discounted from its end. Revenue where no product has a margin.
    """
    history = read_order_history(con, as_of=as_of)
    report = FitReport(
        orders=fit_orders(history),
        spend=fit_spend(history.spends),
        margin=overall_margin(con, as_of=as_of),
        horizon=horizon or Horizon(),
        currency=currency,
        customers=history.customer_count,
        repeaters=history.repeater_count,
        history_days=history.history_days,
    )
    con.execute("create schema if not exists insight")
    if report.orders.bgnbd:
        _write_fitted(con, report, report.orders.bgnbd, history)
    else:
        con.execute(_SIMPLE, {"margin": report.margin.rate})
    con.execute(_MODEL)
    con.executemany("insert into insight.model values (?, ?, ?, ?, ?, ?, ?, ?)", report.rows())
    con.execute("drop table order_history")
    return report


def _write_fitted(
    con: duckdb.DuckDBPyConnection, report: FitReport, bgnbd: BGNBD, history: OrderHistory
) -> None:
    con.register("visit_value", visit_value(bgnbd, history.visits, report.horizon))
    con.register("spend_value", spend_value(report.spend, history.spends))
    try:
        con.execute(_FITTED, {"margin": report.margin.rate})
    finally:
        con.unregister("visit_value")
        con.unregister("spend_value")


def visit_value(bgnbd: BGNBD, visits: Visits, horizon: Horizon) -> pd.DataFrame:
    """One row a distinct history: is it alive, and how often will it order."""
    recency, age = visits.recency_days / DAYS_A_WEEK, visits.age_days / DAYS_A_WEEK
    months = np.arange(1, max(horizon.months, 12) + 1)
    by_month = bgnbd.expected_orders(months * WEEKS_A_MONTH, visits.frequency, recency, age)
    return pd.DataFrame(
        {
            "frequency": visits.frequency,
            "recency_days": visits.recency_days,
            "age_days": visits.age_days,
            "p_alive": bgnbd.p_alive(visits.frequency, recency, age),
            "expected_orders": by_month[:, 11],
            "discounted_orders": discounted(by_month[:, : horizon.months], horizon),
        }
    )


def discounted(by_month: Floats, horizon: Horizon) -> Floats:
    """The months' orders added up, from the running totals; each counts at its month's end."""
    each = np.diff(by_month, axis=1, prepend=0.0)
    months = np.arange(1, by_month.shape[1] + 1)
    return np.asarray((each / (1 + horizon.annual_discount) ** (months / 12)).sum(axis=1))


def spend_value(spend: SpendModel, spends: Spends) -> pd.DataFrame:
    """One row a distinct repeat spend, and one for all who have none: the expected amount."""
    frequency = np.append(spends.frequency, 0.0)
    amount = np.append(spends.repeat_amount, 0.0)
    if spend.gamma_gamma is None:
        expected = np.full(len(frequency), spend.mean_amount)
    else:
        mean = amount / np.maximum(frequency, 1)
        expected = spend.gamma_gamma.expected_amount(frequency, mean)
    return pd.DataFrame(
        {"frequency": frequency, "repeat_amount": amount, "expected_amount": expected}
    )
