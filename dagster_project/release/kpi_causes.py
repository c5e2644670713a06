"""What kpi_changes.sql is told of a night: did files or customers change, what was noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb


def give(
    con: duckdb.DuckDBPyConnection,
    before: Mapping[str, Any],
    *,
    books: Mapping[str, Any],
    notes: Iterable[Mapping[str, Any]],
) -> None:
    """Fills the tables `new_files`, `notes`, `identity_moves` and `customer_kpis`.

    `before` is the manifest of the release that readers see, empty before the first.
    """
    known = {(each["path"], each.get("sha256")) for each in before.get("inputs", [])}
    files = sorted({(each["path"], each.get("sha256")) for each in books["books"]} - known)
    _table(con, "new_files (path varchar)", [(path,) for path, _ in files])
    columns = ("kpi_id", "period_start_on", "why", "by", "on")
    _table(
        con,
        'notes (kpi_id varchar, period_start_on date, why varchar, "by" varchar, "on" date)',
        [tuple(note[column] for column in columns) for note in notes],
    )
    con.execute(
        "create table identity_moves as select record_count from "
        "warehouse.identity.identity_change where change in ('merged', 'split', 'moved')"
        if _exists(con, "warehouse", "identity_change")
        else "create table identity_moves (record_count bigint)"
    )
    con.execute(
        "create table customer_kpis as "
        "select distinct kpi_id from new.main.kpi_catalogue where counts_customers"
        if _exists(con, "new", "kpi_catalogue")
        else "create table customer_kpis (kpi_id varchar)"
    )


def _table(con: duckdb.DuckDBPyConnection, what: str, rows: Sequence[tuple[Any, ...]]) -> None:
    con.execute(f"create table {what}")
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        con.executemany(f"insert into {what.split()[0]} values ({marks})", rows)


def _exists(con: duckdb.DuckDBPyConnection, database: str, table: str) -> bool:
    query = "select 1 from duckdb_tables() where database_name = ? and table_name = ?"
    return bool(con.execute(query, [database, table]).fetchall())
