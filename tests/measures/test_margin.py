"""The margin is that of the year's order lines with a known rate, and revenue otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from dagster_project.measures import value_customers
from dagster_project.measures.margin import Margin, overall_margin

Build = Callable[..., duckdb.DuckDBPyConnection]
AS_OF = date(2025, 3, 31)
CATALOGUE = """
create schema canonical;
create table canonical.product (
    source_system text, product_code text, gross_margin_rate double, is_deleted boolean
);
create table canonical.sale_line (
    source_system text, sale_record_id text, product_code text, net_amount decimal(18, 2),
    is_return boolean, is_deleted boolean
);
insert into canonical.product values
    ('pos', 'tea', 0.6, false),
    ('erp', 'tea', 0.1, false),  -- the till's own rate goes first
    ('erp', 'cup', 0.2, false),
    ('pos', 'pot', null, false),
    ('pos', 'old', 0.9, true);
insert into canonical.sale_line values
    ('pos', '1', 'tea', 3000, false, false),
    ('pos', '1', 'cup', 1000, false, false),
    ('pos', '1', 'pot', 9000, false, false),
    ('pos', '1', 'old', 9000, false, false),
    ('pos', '1', 'tea', -3000, true, false),
    ('pos', '1', 'tea', 5000, false, true),
    ('pos', '2', 'cup', 8000, false, false),
    ('pos', '9', 'cup', 8000, false, false);
"""


@pytest.fixture
def till(warehouse: Build) -> duckdb.DuckDBPyConnection:
    rows = [
        ("pos", "1", "M1", "2024-04-01", 13_000),
        ("pos", "2", "M1", "2024-03-31", 8000),  # more than 12 months back
    ]
    return warehouse(rows, {"M1": "CA"})


def test_without_products_value_is_revenue(till: duckdb.DuckDBPyConnection) -> None:
    assert overall_margin(till, as_of=AS_OF) == Margin(1.0, "revenue_only")


def test_without_a_single_rate_value_is_revenue(till: duckdb.DuckDBPyConnection) -> None:
    till.execute(CATALOGUE)
    till.execute("update canonical.product set gross_margin_rate = null")
    assert overall_margin(till, as_of=AS_OF) == Margin(1.0, "revenue_only")


def test_the_margin_weighs_rates_by_what_was_sold(till: duckdb.DuckDBPyConnection) -> None:
    till.execute(CATALOGUE)
    assert overall_margin(till, as_of=AS_OF) == Margin(0.5, "gross_margin")  # (1800 + 200) / 4000


def test_the_margin_multiplies_the_value(till: duckdb.DuckDBPyConnection) -> None:
    till.execute(CATALOGUE)
    report = value_customers(till, as_of=AS_OF, currency="JPY")
    assert report.models()["customer_value"]["margin_rate"] == 0.5
    amount = till.execute("select predicted_ltv_amount from insight.customer_value").fetchone()
    assert amount is not None and float(amount[0]) == 6500
