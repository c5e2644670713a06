"""What each measure costs, mart by mart, on the warehouse that a night left behind.

    python bench/measures.py --customers 100000            a generated company and one night first
    python bench/measures.py --home HOME --company FOLDER  the warehouse of a night that was run
    ... --times 10                                         with everybody in it ten times

The generated company has a web site and an app, 20 events a customer. Every model that stands on
the entities (commerce, customer, identity, kpi, journey, voice) and the fits of `insight` are made
again in a copy of the warehouse, each in a process of its own, so that CPU and peak memory are its
own. `--scan` adds a column that sets the CPU against DuckDB reading every column of the tables that
the mart is made from. `--times` repeats each person with all that they did under ids of their own,
which costs minutes where landing and matching so many would take the better part of an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from night import CX360, generate
from rich.console import Console
from rich.table import Table
from web import write_web

from dagster_project import dbt_project, steering
from dagster_project.measures import read_experiments, score_churn, value_customers
from dagster_project.settings import Settings
from dagster_project.warehouse import as_of_day

FOLDERS = ("commerce", "customer", "identity", "kpi", "journey", "voice")
EVENTS_A_CUSTOMER = 20
# What tells one person, or what one person did, from another; of each schema the tables that grow.
PERSONAL = re.compile(
    r".*(record_id|customer_id|party_key|visitor_id|user_id|session_id|household_id"
    r"|organisation_id|member_code|email|phone|raw|value)"
)
GROWING = {
    "canonical": {
        "account", "consent_event", "contact_set", "digital_event", "follow_up",
        "message_activity", "party", "party_by_member_code", "pipeline_item", "review", "sale",
        "sale_line", "source_identifier", "support_case", "support_interaction", "survey_answer",
        "survey_response", "voc_text",
    },
    "identity": {
        "account_organisation", "customer_alias", "customer_identity", "evidence_within",
        "household_member", "normalised_value", "party_customer", "refused_union",
    },
    "insight": {"text_sentiment", "text_theme"},
    "landing": {"experiment_assignment"},
}  # fmt: skip
FITS = ("insight.customer_value", "insight.churn_risk", "insight.experiment_readout")


@dataclass(frozen=True)
class Cost:
    """Seconds and the largest resident memory of a process of its own."""

    cpu: float
    wall: float
    peak_mb: float

    def and_then(self, other: Cost) -> Cost:
        peak = max(self.peak_mb, other.peak_mb)
        return Cost(self.cpu + other.cpu, self.wall + other.wall, peak)

    def cells(self) -> list[str]:
        return [f"{self.cpu:.2f}", f"{self.wall:.2f}", f"{self.peak_mb:,.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--seed", type=int, default=361)
    parser.add_argument("--home", type=Path, help="the home of a night that was run")
    parser.add_argument("--company", type=Path, help="its company folder")
    parser.add_argument("--keep", type=Path, help="keep what is made below this folder")
    parser.add_argument("--times", type=int, default=1, help="how often everybody is there")
    parser.add_argument("--scan", action="store_true", help="also read what each is made from")
    parser.add_argument("--least", type=float, default=0.0, help="CPU s from which a row is shown")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = args.keep or Path(scratch)
        home, company = args.home or place / "home", args.company or place / "company"
        if args.home is None:
            generate(company, args.customers, args.months, args.seed)
            write_web(company, args.customers * EVENTS_A_CUSTOMER, args.seed)
            subprocess.run(
                [CX360, "nightly", "--company", str(company), "--home", str(home), "--json"],
                check=False, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        settings = Settings.from_environment(home=str(place / "copy"), company=str(company))
        warehouse = settings.warehouse_file
        warehouse.parent.mkdir(parents=True)
        shutil.copyfile(home / "warehouse" / "warehouse.duckdb", warehouse)
        if args.times > 1:
            own_process(partial(multiply, warehouse, args.times))
        print_costs(settings, args.least, scanned=args.scan)


def print_costs(settings: Settings, least: float, *, scanned: bool) -> None:
    warehouse = settings.warehouse_file
    table = Table("made", title="Each measure in a process of its own")
    for name in ("rows", "CPU s", "wall s", "peak MB", *(["of a scan"] if scanned else [])):
        table.add_column(name, justify="right")
    own_process(partial(register, warehouse, settings.company_folder))
    for name, count in sizes(warehouse).items():
        print(f"{name}: {count:,} rows")
    total = Cost(0, 0, 0)
    models = compiled(settings)
    steps: list[tuple[str, list[str], Callable[[], None]]] = [
        (name, [], partial(fit, warehouse, name)) for name in FITS
    ]
    steps += [
        (each["relation"], each["parents"], partial(build, warehouse, each)) for each in models
    ]
    # The fits stand on the orders, the customers' marts on the fits.
    steps.sort(key=lambda step: not step[0].startswith("commerce."))
    for name, parents, work in steps:
        cost = own_process(work)
        total = total.and_then(cost)
        print(f"{name}: {cost.cpu:.1f} CPU s, {cost.peak_mb:,.0f} MB", file=sys.stderr)
        if cost.cpu < least:
            continue
        cells = [f"{rows(warehouse, name):,}", *cost.cells()]
        if scanned:
            floor = own_process(partial(scan, warehouse, parents))
            nothing = own_process(partial(scan, warehouse, []))
            reading = floor.cpu - nothing.cpu
            cells.append(f"{(cost.cpu - nothing.cpu) / reading:.1f} x" if reading >= 0.02 else "")
        table.add_row(name, *cells)
    table.add_row("all of them", "", *total.cells())
    Console(width=100).print(table)


def own_process(work: Callable[[], None]) -> Cost:
    """Runs it in a child; what it used is what the system says of that child."""
    began = time.monotonic()
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
    cpu, wall = used.ru_utime + used.ru_stime, time.monotonic() - began
    return Cost(cpu, wall, used.ru_maxrss * unit / 1e6)


def compiled(settings: Settings) -> list[dict[str, Any]]:
    """The models in an order in which each finds what it is made from."""
    target = settings.home / "target"
    os.environ["CX360_COMPANY"] = str(settings.company_folder)
    dbt_project.prepare()
    dbt_project.seed_parse(target, settings.warehouse_file)
    subprocess.run(
        [dbt_project.EXECUTABLE, "--quiet", "compile", "--target-path", str(target),
         "--exclude", "resource_type:unit_test"],
        cwd=dbt_project.DBT_FOLDER, env=dbt_project.environment(settings), check=True,
        stdout=sys.stderr,
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


def multiply(warehouse: Path, times: int) -> None:
    """Everybody `times` times: the first as they are, the others with a number behind each id."""
    with connect(warehouse) as con:
        for schema, tables in GROWING.items():
            held = con.execute(
                "select table_name from duckdb_tables() where schema_name = ?", [schema]
            ).fetchall()
            for table in sorted(tables & {name for (name,) in held}):
                described = con.execute(f"describe {schema}.{table}").fetchall()
                values = ", ".join(
                    f"{column} || '#' || copy as {column}"
                    if kind == "VARCHAR" and PERSONAL.fullmatch(column)
                    else column
                    for column, kind, *_ in described
                )
                con.execute(
                    f"insert into {schema}.{table} select {values} "
                    f"from {schema}.{table}, range(1, {times}) as copies(copy)"
                )


def sizes(warehouse: Path) -> dict[str, int]:
    """How many there are of what a company is measured by."""
    counted = {
        "customers": "select count(distinct customer_id) from identity.party_customer",
        "receipt lines": "select count(*) from canonical.sale_line",
        "digital events": "select count(*) from canonical.digital_event",
        "mail activities": "select count(*) from canonical.message_activity",
    }
    with connect(warehouse) as con:
        return {name: int(con.execute(sql).fetchall()[0][0]) for name, sql in counted.items()}


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
