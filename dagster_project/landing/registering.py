"""The landing as the warehouse sees it: one view per vendor object over the loads that count."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from dagster_project.contracts import all_contracts
from dagster_project.landing.cells import literal, name
from dagster_project.landing.delivery import first_date
from dagster_project.landing.loads import ActiveLoad, active_loads
from dagster_project.landing.parsing import no_pattern
from dagster_project.landing.tables import ENVELOPE
from dagster_project.settings import Settings

_LOAD = """
create or replace table landing.load (
    load_id text, source_system text, source_object text, contract text, load_seq integer,
    path text, sha256 text, rows_landed bigint, rows_replaced bigint, delivered_on date,
    first_row bigint, business_day_start_minutes integer
)
"""
_COMPANY = """
create or replace table landing.company (
    as_of_on date, timezone text, business_day_start_minutes integer,
    fiscal_year_start_month integer, f2_within_days integer, churn_silent_after_days integer,
    currency text
)
"""
_STORE = "create or replace table landing.store (store_id text, store_name text, channel text)"


def register(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Writes landing.load, .company and .store, and a view for the objects of every contract."""
    con.execute("create schema if not exists landing")
    loads = active_loads(settings)
    _write_loads(con, loads)
    _write_company(con, settings)
    by_object: dict[tuple[str, str], list[str]] = {}
    for contract in all_contracts(settings.contract_folders):
        for object_name, columns in contract.objects.items():
            known = by_object.setdefault((contract.vendor, object_name), [])
            known.extend(column for column in columns if column not in known)
    for (vendor, object_name), named in by_object.items():
        of_object = [
            each
            for each in loads
            if each.vendor == vendor and each.receipt.book.source_object == object_name
        ]
        con.execute(f"create schema if not exists {name(vendor)}")
        con.execute(_view(vendor, object_name, named, of_object))


def _write_loads(con: duckdb.DuckDBPyConnection, loads: list[ActiveLoad]) -> None:
    con.execute(_LOAD)
    rows = [
        {
            "load_id": each.receipt.book.load_id,
            "source_system": each.receipt.book.source_system,
            "source_object": each.receipt.book.source_object,
            "contract": each.receipt.book.contract,
            "load_seq": each.load_seq,
            "path": each.path,
            "sha256": each.receipt.book.sha256,
            "rows_landed": each.receipt.book.rows_landed,
            "rows_replaced": _rows_replaced(each),
            "delivered_on": first_date(each.path),
            "first_row": None if each.receipt.has_gaps else each.receipt.first_row,
            "business_day_start_minutes": _minutes(each.business_day_start),
        }
        for each in loads
    ]
    if rows:
        # Through Arrow: ten thousand loads as parameters would cost as much as all the rest.
        con.register("landing_loads", pa.Table.from_pylist(rows))
        con.execute("insert into landing.load by name select * from landing_loads")
        con.unregister("landing_loads")


def _rows_replaced(load: ActiveLoad) -> int:
    partitions = load.receipt.book.partitions
    return sum(partitions.get(value, 0) for value in load.replaced)


def _minutes(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])


def _write_company(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    company = settings.company
    con.execute(_COMPANY)
    con.execute(
        "insert into landing.company values (?, ?, ?, ?, ?, ?, ?)",
        [
            settings.as_of_on,
            company.timezone,
            company.business_day_start_minutes,
            company.fiscal_year_start_month,
            company.f2_within_days,
            company.churn_silent_after_days,
            company.currency,
        ],
    )
    con.execute(_STORE)
    for store_id, store in sorted(company.stores.items()):
        con.execute(
            "insert into landing.store values (?, ?, ?)",
            [str(store_id), store.get("name"), store.get("channel")],
        )


def _view(vendor: str, object_name: str, columns: list[str], loads: list[ActiveLoad]) -> str:
    """All columns as text, and where each row comes from; without a load, the columns alone."""
    texts = [*columns, *ENVELOPE]
    empty = ", ".join(f"cast(null as varchar) as {name(column)}" for column in texts)
    rows = (
        f"select {empty}, cast(null as bigint) as source_row_number, "
        "cast(null as bigint) as file_row_number where false"
    )
    for alike in _alike(loads):
        files = ", ".join(literal(no_pattern(each.parquet)) for each in alike)
        rows += f" union all by name select * from read_parquet([{files}], file_row_number = true)"
    if gone := " or ".join(_replaced(each) for each in loads if each.replaced):
        rows = f"select * from ({rows}) where not ({gone})"
    named = ", ".join(f"rows.{name(column)}" for column in texts)
    return (
        f"create or replace view {name(vendor)}.{name(object_name)} as select {named}, "
        "load.load_seq, "
        "coalesce(rows.source_row_number, load.first_row + rows.file_row_number) "
        "as source_row_number "
        f"from ({rows}) as rows join landing.load as load on rows.load_id = load.load_id "
        "and rows.source_system = load.source_system and rows.source_object = load.source_object"
    )


def _alike(loads: list[ActiveLoad]) -> list[list[ActiveLoad]]:
    """Loads with the same columns: DuckDB need not open each of them to learn its names."""
    groups: dict[tuple[str, bool], list[ActiveLoad]] = {}
    for load in loads:
        groups.setdefault((load.receipt.fingerprint, load.receipt.has_gaps), []).append(load)
    return list(groups.values())


def _replaced(load: ActiveLoad) -> str:
    """True for the rows of partitions that a later load brought anew."""
    listed = ", ".join(literal(value) for value in sorted(load.replaced))
    return (
        f"load_id = {literal(load.receipt.book.load_id)} "
        f"and coalesce({name(load.partition or '')} in ({listed}), false)"
    )
