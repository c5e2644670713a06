"""Small worlds for the measures: simulated histories, and a warehouse of hand-written orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pytest

from dagster_project.measures.simulation import Orders, Population, simulate_orders

DAYS = 546
WAREHOUSE = """
create schema commerce;
create schema identity;
create table commerce.orders (
    source_system text, sale_record_id text, party_key text, business_date date,
    sold_at timestamp, store_id text, store_name text, channel text, net_amount decimal(18, 2)
);
create table identity.party_customer (source_system text, party_key text, customer_id text);
"""


@dataclass(frozen=True)
class SimulatedHistories:
    """One element a simulated customer, in weeks; `mean_amount` is 0 without a repeat order."""

    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    mean_amount: np.ndarray


def histories_of(orders: Orders, days: int) -> SimulatedHistories:
    """From the moments of the orders, not their days: what the models assume, exactly."""
    customers = int(orders.customer.max()) + 1
    first, last = np.full(customers, np.inf), np.zeros(customers)
    np.minimum.at(first, orders.customer, orders.moment)
    np.maximum.at(last, orders.customer, orders.moment)
    frequency = np.bincount(orders.customer) - 1
    is_repeat = orders.moment > first[orders.customer]
    repeat = np.bincount(orders.customer, orders.amount * is_repeat, customers)
    return SimulatedHistories(
        frequency, (last - first) / 7, (days - first) / 7, repeat / np.maximum(frequency, 1)
    )


@pytest.fixture(scope="session")
def population() -> Population:
    return Population()


@pytest.fixture(scope="session")
def simulated(population: Population) -> SimulatedHistories:
    orders = simulate_orders(population, customers=6000, days=DAYS, seed=11, joining_days=200)
    return histories_of(orders, DAYS)


Row = tuple[str, str, str | None, str, float]


@pytest.fixture
def warehouse() -> Callable[..., duckdb.DuckDBPyConnection]:
    """Build a warehouse from rows (source, sale, party key or None, day, net amount)."""

    def build(rows: Iterable[Row], customers: dict[str, str]) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        con.execute(WAREHOUSE)
        con.executemany(
            "insert into commerce.orders (source_system, sale_record_id, party_key, "
            "business_date, net_amount) values (?, ?, ?, ?, ?)",
            [list(row) for row in rows],
        )
        con.executemany(
            "insert into identity.party_customer values ('pos', ?, ?)",
            [list(pair) for pair in customers.items()],
        )
        return con

    return build


@pytest.fixture
def shop() -> Callable[..., duckdb.DuckDBPyConnection]:
    """Build a warehouse of simulated customers, in an order of rows that `shuffle` decides."""

    def build(customers: int = 700, shuffle: int = 0, **kwargs: Any) -> duckdb.DuckDBPyConnection:
        options: dict[str, Any] = {"days": DAYS, "seed": 5, "joining_days": 300} | kwargs
        orders = simulate_orders(Population(), customers=customers, **options)
        order = np.random.default_rng(shuffle).permutation(len(orders.customer))
        con = duckdb.connect()
        con.execute(WAREHOUSE)
        simulated = {  # noqa: F841  DuckDB reads it by name
            "customer": orders.customer[order],
            "day": orders.day[order],
            "amount": orders.amount[order],
        }
        con.execute(
            "insert into commerce.orders (source_system, sale_record_id, party_key, "
            "business_date, net_amount) select 'pos', 'T' || row_number() over (), "
            "'M' || customer, date '2024-04-01' + cast(day as integer), amount from simulated"
        )
        con.execute(
            "insert into identity.party_customer select distinct source_system, party_key, "
            "'C' || party_key from commerce.orders"
        )
        return con

    return build


@pytest.fixture
def as_of() -> date:
    """The last simulated day."""
    return date(2025, 9, 28)
