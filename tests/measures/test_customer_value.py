"""What the night writes about each customer, from warehouse rows to `insight`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import duckdb
import numpy as np
import pytest

from dagster_project.measures import FitReport, Horizon, value_customers
from dagster_project.measures.customer_value import WEEKS_A_MONTH, discounted
from dagster_project.measures.order_history import read_order_history

Build = Callable[..., duckdb.DuckDBPyConnection]
VALUE = "select * from insight.customer_value order by customer_id"


def column(con: duckdb.DuckDBPyConnection, expression: str) -> list[object]:
    query = f"select {expression} from insight.customer_value order by customer_id"
    return [row[0] for row in con.execute(query).fetchall()]


def value(con: duckdb.DuckDBPyConnection, as_of: date) -> FitReport:
    return value_customers(con, as_of=as_of, currency="JPY")


def test_a_history_is_read_by_business_days_of_resolved_customers(warehouse: Build) -> None:
    con = warehouse(
        [
            ("pos", "1", "M1", "2025-01-01", 1000),
            ("pos", "2", "M1", "2025-01-15", 300),  # with the next one a single occasion
            ("pos", "3", "M9", "2025-01-15", 500),  # the same customer under another key
            ("pos", "4", "M1", "2025-02-05", 100),
            ("pos", "5", "M1", "2025-04-01", 7000),  # after the as-of day
            ("pos", "6", "M2", "2025-03-01", 400),
            ("pos", "7", None, "2025-01-20", 900),  # a guest
        ],
        {"M1": "CA", "M9": "CA", "M2": "CB"},
    )
    history = read_order_history(con, as_of=date(2025, 3, 31))
    rows = con.execute("select * from order_history order by customer_id").fetchall()
    assert rows == [("CA", 2, 35, 89, 900.0, 3, 1900), ("CB", 0, 0, 30, 0.0, 1, 400)]
    assert (history.customer_count, history.repeater_count) == (2, 1)
    assert (history.history_days, history.median_gap_days) == (89, 17.5)


def test_every_customer_with_an_order_has_one_row(shop: Build, as_of: date) -> None:
    con = shop()
    report = value(con, as_of)
    assert report.method == "bgnbd" and report.spend_method == "gamma_gamma"
    customers = con.execute("select count(distinct party_key) from commerce.orders").fetchone()
    assert len(set(column(con, "customer_id"))) == len(column(con, "1")) == (customers or [0])[0]
    assert column(con, "p_alive is null or predicted_ltv_amount is null").count(True) == 0
    assert set(column(con, "method")) == {"bgnbd", "bgnbd_no_repeat"}


def test_the_table_has_the_promised_columns(shop: Build, as_of: date) -> None:
    con = shop()
    value(con, as_of)
    assert con.sql(VALUE).columns == [
        "customer_id",
        "frequency",
        "recency_weeks",
        "age_weeks",
        "p_alive",
        "expected_orders_12m",
        "predicted_ltv_amount",
        "method",
    ]
    assert [str(kind) for kind in con.sql(VALUE).types] == (
        ["VARCHAR", "INTEGER"] + ["DOUBLE"] * 4 + ["DECIMAL(18,2)", "VARCHAR"]
    )


def test_one_without_a_repeat_order_is_alive_and_says_why(shop: Build, as_of: date) -> None:
    con = shop()
    value(con, as_of)
    pairs = set(con.execute("select method, p_alive = 1 from insight.customer_value").fetchall())
    assert ("bgnbd_no_repeat", False) not in pairs and ("bgnbd_no_repeat", True) in pairs
    assert ("bgnbd", False) in pairs
    counts = "select count(*) from insight.customer_value where (frequency = 0) != (method = ?)"
    assert con.execute(counts, ["bgnbd_no_repeat"]).fetchone() == (0,)


def test_value_is_orders_times_amount_month_by_month(shop: Build, as_of: date) -> None:
    con = shop()
    report = value(con, as_of)
    bgnbd, gamma = report.orders.bgnbd, report.spend.gamma_gamma
    assert bgnbd and gamma
    rows = con.execute(
        "with orders as (select party_key, business_date as day, sum(net_amount) as amount "
        "from commerce.orders group by all) "
        "select customer_id, min(day), max(day), count(*), sum(amount), arg_min(amount, day) "
        "from orders inner join identity.party_customer using (party_key) "
        "group by customer_id order by customer_id limit 60"
    ).fetchall()
    written = {row[0]: row for row in con.execute(VALUE).fetchall()}
    for customer, first, last, occasions, total, first_amount in rows:
        x, t_x, age = occasions - 1, (last - first).days / 7, (as_of - first).days / 7
        running = [bgnbd.expected_orders(m * 365 / 84, x, t_x, age)[0, 0] for m in range(13)]
        orders = sum((running[m] - running[m - 1]) / 1.1 ** (m / 12) for m in range(1, 13))
        mean = float(total - first_amount) / max(x, 1)
        amount = float(gamma.expected_amount(x, mean))
        assert written[customer][1:4] == (x, round(t_x, 4), round(age, 4))
        assert written[customer][5] == pytest.approx(running[12], abs=1e-4)
        assert float(written[customer][6]) == pytest.approx(orders * amount, abs=0.02)


def test_a_longer_horizon_is_worth_more_and_keeps_the_12_month_orders(
    shop: Build, as_of: date
) -> None:
    con = shop()
    seen = []
    for months in (6, 12, 36):
        value_customers(con, as_of=as_of, currency="JPY", horizon=Horizon(months=months))
        seen.append((column(con, "predicted_ltv_amount"), column(con, "expected_orders_12m")))
    (half, orders), (year, same_orders), (three, still_same) = seen
    assert orders == same_orders == still_same
    assert (np.array(half) < np.array(year)).all() and (np.array(year) < np.array(three)).all()


def test_discounting_counts_a_month_at_its_end() -> None:
    by_month = np.cumsum(np.ones((1, 12)), axis=1)
    assert discounted(by_month, Horizon(annual_discount=0.0)) == pytest.approx([12])
    by_hand = sum(1.1 ** (-month / 12) for month in range(1, 13))
    assert discounted(by_month, Horizon()) == pytest.approx([by_hand])
    assert pytest.approx(365) == WEEKS_A_MONTH * 12 * 7


def test_neither_the_order_of_rows_nor_a_second_run_changes_anything(
    shop: Build, as_of: date
) -> None:
    con, shuffled = shop(), shop(shuffle=9)
    first, other = value(con, as_of), value(shuffled, as_of)
    assert first == other == value(con, as_of)
    assert con.execute(VALUE).fetchall() == shuffled.execute(VALUE).fetchall()


def thin_reason(con: duckdb.DuckDBPyConnection, as_of: date) -> str:
    """The reason, once it is clear that the simple way was taken everywhere and says so."""
    report = value(con, as_of)
    assert report.method == report.spend_method == "simple"
    models = con.execute("select method, reason, parameters from insight.model").fetchall()
    assert [(method, reason) for method, reason, _ in models] == [("simple", report.reason)] * 3
    assert all(json.loads(parameters)["reason_ja"] for _, _, parameters in models)
    assert set(column(con, "method")) <= {"simple"} and set(column(con, "p_alive")) <= {None}
    return report.reason or ""


def test_few_customers_get_the_simple_value(shop: Build, as_of: date) -> None:
    con = shop(customers=499)
    assert thin_reason(con, as_of) == "499 customers with an order; the fit needs 500"


def test_no_orders_at_all_give_an_empty_table(warehouse: Build, as_of: date) -> None:
    con = warehouse([("pos", "1", None, "2025-01-01", 10)], {"M1": "CA"})
    assert thin_reason(con, as_of) == "0 customers with an order; the fit needs 500"
    assert con.execute(VALUE).fetchall() == []


def test_customers_who_never_returned_get_the_simple_value(warehouse: Build, as_of: date) -> None:
    con = warehouse(
        [("pos", str(i), f"M{i}", "2025-01-01", 10) for i in range(500)],
        {f"M{i}": f"C{i}" for i in range(500)},
    )
    assert thin_reason(con, as_of) == "no customer ordered on two days"


def test_a_short_history_gets_the_simple_value(shop: Build) -> None:
    con = shop(days=1200, joining_days=1)
    con.execute(
        "delete from commerce.orders where business_date between ? and ?",
        [date(2024, 4, 3), date(2024, 6, 30)],
    )
    assert "times the median gap" in thin_reason(con, date(2024, 7, 10))


def test_orders_that_no_peak_fits_get_the_simple_value(warehouse: Build) -> None:
    days = ["2025-01-01", "2025-02-01", "2025-03-01"]
    con = warehouse(
        [("pos", f"{i}-{day}", f"M{i}", day, 10) for i in range(500) for day in days],
        {f"M{i}": f"C{i}" for i in range(500)},
    )
    assert "edge" in thin_reason(con, date(2025, 3, 31))


def test_the_simple_value_repeats_the_last_365_days(warehouse: Build) -> None:
    con = warehouse(
        [
            ("pos", "1", "M1", "2024-03-31", 5000),  # 365 days before: outside
            ("pos", "2", "M1", "2024-04-01", 800),
            ("pos", "3", "M1", "2025-03-31", 200),
            ("pos", "4", "M2", "2023-01-01", 900),
        ],
        {"M1": "CA", "M2": "CB"},
    )
    value(con, date(2025, 3, 31))
    assert column(con, "expected_orders_12m") == [2, 0]
    assert [float(str(amount)) for amount in column(con, "predicted_ltv_amount")] == [1000, 0]


def test_equal_spends_leave_the_plain_mean(shop: Build, as_of: date) -> None:
    con = shop()
    con.execute("update commerce.orders set net_amount = 1000")
    con.execute(
        "delete from commerce.orders a where exists (from commerce.orders b where "
        "a.party_key = b.party_key and a.business_date = b.business_date "
        "and a.sale_record_id > b.sale_record_id)"
    )
    report = value(con, as_of)
    assert (report.method, report.spend_method) == ("bgnbd", "mean_spend")
    assert report.spend.mean_amount == 1000
    assert report.models()["gamma_gamma"]["reason"]


def test_the_models_are_told_for_the_evidence(shop: Build, as_of: date) -> None:
    con = shop()
    report = value(con, as_of)
    models = report.models()
    assert {"r", "alpha", "a", "b", "log_likelihood", "customers", "version"} <= set(
        models["bgnbd"]
    )
    assert {"p", "q", "gamma", "frequency_correlation"} <= set(models["gamma_gamma"])
    assert models["customer_value"]["margin_basis"] == "revenue_only"
    stored = con.execute("select name, parameters from insight.model order by name").fetchall()
    assert [name for name, _ in stored] == ["bgnbd", "customer_value", "gamma_gamma"]
    assert json.loads(stored[0][1]).items() <= models["bgnbd"].items()


def test_spend_that_grows_with_frequency_is_warned_about(shop: Build, as_of: date) -> None:
    con = shop()
    assert value(con, as_of).spend.warnings == ()
    con.execute(
        "update commerce.orders set net_amount = net_amount * orders from (select "
        "party_key, count(*) as orders from commerce.orders group by all) as counted "
        "where counted.party_key = orders.party_key"
    )
    report = value(con, as_of)
    assert (report.spend.frequency_correlation or 0) > 0.3
    assert "independence is doubtful" in report.models()["gamma_gamma"]["warnings"][0]
