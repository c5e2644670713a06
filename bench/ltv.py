"""How long the customer-value models take, and how well they find a known population.

    python bench/ltv.py [--customers 10000 100000 1000000] [--warehouse]

Times are CPU seconds of one process. `--warehouse` also runs the whole of `value_customers` over
simulated order rows, reading and writing in DuckDB included.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from time import process_time
from typing import TypeVar

import duckdb
import pandas as pd

from dagster_project.measures.customer_value import spend_value, value_customers, visit_value
from dagster_project.measures.fit_report import Horizon
from dagster_project.measures.fitting import fit_orders, fit_spend
from dagster_project.measures.order_history import read_order_history
from dagster_project.measures.simulation import Population, simulate_orders

STARTED = date(2023, 4, 1)
DAYS = 1095
AS_OF = STARTED + timedelta(days=DAYS - 1)

_WAREHOUSE = """
create schema commerce;
create schema identity;
create table commerce.orders as
select
    'pos' as source_system,
    printf('T%010d', row_number() over ()) as sale_record_id,
    printf('M%08d', customer) as party_key,
    date '2023-04-01' + cast(day as integer) as business_date,
    cast(amount as decimal(18, 2)) as net_amount
from simulated;
create table identity.party_customer as
select distinct source_system, party_key, 'C' || substr(sha256(party_key), 1, 16) as customer_id
from commerce.orders;
"""

Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = process_time()
    result = work()
    return process_time() - started, result


def warehouse(customers: int, population: Population) -> duckdb.DuckDBPyConnection:
    """An open in-memory warehouse with simulated orders; first orders over the first two years."""
    orders = simulate_orders(population, customers=customers, days=DAYS, seed=7, joining_days=730)
    con = duckdb.connect()
    frame = {"customer": orders.customer, "day": orders.day, "amount": orders.amount}
    con.register("simulated", pd.DataFrame(frame))
    con.execute(_WAREHOUSE)
    con.unregister("simulated")
    return con


def bias(fitted: float, truth: float) -> str:
    return f"{100 * (fitted / truth - 1):+.1f}%"


def measure(customers: int, population: Population, *, whole: bool) -> dict[str, object]:
    """One line of the table."""
    con = warehouse(customers, population)
    reading, history = timed(lambda: read_order_history(con, as_of=AS_OF))
    ordering, orders = timed(lambda: fit_orders(history))
    spending, spend = timed(lambda: fit_spend(history.spends))
    if orders.bgnbd is None or spend.gamma_gamma is None:
        raise SystemExit(f"{customers} customers: not fitted: {orders.reason} {spend.reason}")
    bgnbd, gamma = orders.bgnbd, spend.gamma_gamma
    valuing, _ = timed(
        lambda: (
            visit_value(bgnbd, history.visits, Horizon()),
            spend_value(spend, history.spends),
        )
    )
    line: dict[str, object] = {
        "customers": f"{customers:,}",
        "histories": f"{len(history.visits.frequency):,}",
        "read": f"{reading:.2f}",
        "BG/NBD": f"{ordering:.2f}",
        "G-G": f"{spending:.2f}",
        "evaluate": f"{valuing:.2f}",
    }
    if whole:
        seconds, _ = timed(lambda: value_customers(con, as_of=AS_OF, currency="JPY"))
        line["all + write"] = f"{seconds:.2f}"
    fitted = asdict(bgnbd) | asdict(gamma)
    line |= {name: bias(fitted[name], truth) for name, truth in vars(population).items()}
    # Linux counts kilobytes.
    line["peak MB"] = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}"
    return line


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--customers", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    arguments.add_argument("--warehouse", action="store_true", help="time the whole run as well")
    chosen = arguments.parse_args()
    population = Population()
    print(
        "CPU seconds; then how far each fitted parameter lies from the truth. The truth orders at "
        "any moment, the fit sees days: that alone moves alpha by some 4 %, at any size."
    )
    lines = [measure(n, population, whole=chosen.warehouse) for n in chosen.customers]
    print(pd.DataFrame(lines).to_string(index=False))


if __name__ == "__main__":
    main()
