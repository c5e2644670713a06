"""What each measure costs, mart by mart, on the warehouse that a night left behind.

    python bench/measures.py --customers 100000            a generated company and one night first
    python bench/measures.py --home HOME --company FOLDER  the warehouse of a night that was run

Every model of dbt/models/{commerce,customer,kpi} and the fits of `insight` are made again in a copy
of the warehouse, each in a process of its own, so that CPU and peak memory are its own. The last
column sets the CPU against DuckDB reading every column of the tables that the mart is made from.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from night import CX360, generate
from rich.console import Console
from rich.table import Table

from dagster_project import dbt_project, steering
from dagster_project.measures import read_experiments, score_churn, value_customers
from dagster_project.warehouse import as_of_day

FOLDERS = ("commerce", "customer", "identity", "kpi")
FITS = ("insight.customer_value", "insight.churn_risk", "insight.experiment_readout")


@dataclass(frozen=True)
class Cost:
    """CPU seconds and the largest resident memory of a process of its own."""

    cpu: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--seed", type=int, default=361)
    parser.add_argument("--home", type=Path, help="the home of a night that was run")
    parser.add_argument("--company", type=Path, help="its company folder")
    parser.add_argument("--least", type=float, default=0.0, help="CPU s from which a row is shown")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        home, company = args.home or place / "home", args.company or place / "company"
        if args.home is None:
            generate(company, args.customers, args.months, args.seed)
            subprocess.run(
                [CX360, "nightly", "--company", str(company), "--home", str(home), "--json"],
                check=False, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        copy = place / "warehouse.duckdb"
        shutil.copyfile(home / "warehouse" / "warehouse.duckdb", copy)
        print_costs(copy, company, args.least)


def print_costs(warehouse: Path, company: Path, least: float) -> None:
    table = Table("made", title="Each measure in a process of its own")
    for name in ("rows", "CPU s", "peak MB", "of a scan"):
        table.add_column(name, justify="right")
    own_process(lambda: register(warehouse, company))
    total = Cost(0, 0)
    models = compiled(warehouse)
    steps: list[tuple[str, list[str], Callable[[], None]]] = [
        (name, [], lambda name=name: fit(warehouse, name)) for name in FITS
    ]
    steps += [
        (each["relation"], each["parents"], lambda each=each: build(warehouse, each))
        for each in models
    ]
    # The fits stand on the orders, the customers' marts on the fits.
    steps.sort(key=lambda step: not step[0].startswith("commerce."))
    for name, parents, work in steps:
        cost = own_process(work)
        floor = own_process(lambda parents=parents: scan(warehouse, parents))
        nothing = own_process(lambda: scan(warehouse, []))
        total = Cost(total.cpu + cost.cpu, max(total.peak_mb, cost.peak_mb))
        if cost.cpu < least:
            continue
        reading = floor.cpu - nothing.cpu
        times = f"{(cost.cpu - nothing.cpu) / reading:.1f} x" if reading >= 0.02 else ""
        table.add_row(
            name, f"{rows(warehouse, name):,}", f"{cost.cpu:.2f}", f"{cost.peak_mb:,.0f}", times
        )
    table.add_row("all of them", "", f"{total.cpu:.2f}", f"{total.peak_mb:,.0f}", "")
    Console(width=100).print(table)


def own_process(work: Callable[[], None]) -> Cost:
    """Runs it in a child; what it used is what the system says of that child."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  a child must end here, whatever happened
            print(error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit("a measure could not be made")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def compiled(warehouse: Path) -> list[dict[str, Any]]:
    """The models in an order in which each finds what it is made from."""
    target = warehouse.parent / "target"
    subprocess.run(
        [dbt_project.EXECUTABLE, "--quiet", "compile", "--target-path", str(target)],
        cwd=dbt_project.DBT_FOLDER, env=dbt_project.environment(warehouse), check=True,
    )  # fmt: skip
    manifest = json.loads((target / "manifest.json").read_text())
    nodes = {**manifest["nodes"], **manifest["sources"]}
    waiting = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["fqn"][1] in FOLDERS
    }
    ordered = []
    while waiting:
        ready = {
            key: node
            for key, node in waiting.items()
            if not set(node["depends_on"]["nodes"]) & waiting.keys()
        }
        for key in sorted(ready):
            node = waiting.pop(key)
            above = [nodes[each] for each in node["depends_on"]["nodes"]]
            ordered.append(
                {
                    "relation": f"{node['schema']}.{node['name']}",
                    "kind": "view" if node["config"]["materialized"] == "view" else "table",
                    "sql": node["compiled_code"],
                    "parents": [f"{each['schema']}.{each['name']}" for each in above],
                }
            )
    return ordered


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """As the night does: two threads, 4 GB, UTC."""
    con = duckdb.connect(str(warehouse), config={"threads": 2, "memory_limit": "4GB"})
    con.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
    return con


def register(warehouse: Path, company: Path) -> None:
    with connect(warehouse) as con:
        steering.register(con, company)


def fit(warehouse: Path, name: str) -> None:
    with connect(warehouse) as con:
        as_of = as_of_day(con)
        if name == "insight.customer_value":
            value_customers(con, as_of=as_of, currency="JPY")
        elif name == "insight.churn_risk":
            score_churn(con, as_of=as_of)
        else:
            read_experiments(con, as_of=as_of)


def build(warehouse: Path, model: dict[str, Any]) -> None:
    with connect(warehouse) as con:
        con.execute(f"create schema if not exists {model['relation'].split('.')[0]}")
        # A warehouse of an older night may hold a table where there is a view by now.
        schema, name = model["relation"].split(".")
        for (kind,) in con.execute(
            "select table_type from information_schema.tables "
            "where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchall():
            con.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {model['relation']}")
        con.execute(f"create {model['kind']} {model['relation']} as {model['sql']}")


def scan(warehouse: Path, tables: list[str]) -> None:
    with connect(warehouse) as con:
        for each in tables:
            con.execute(f"select max(columns(*)) from {each}").fetchall()


def rows(warehouse: Path, table: str) -> int:
    with connect(warehouse) as con:
        return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
