"""A candidate: the very files that would be published, in a folder that nobody reads yet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dagster_project.release.durable import UNFINISHED, move, remove
from dagster_project.release.fingerprint import content_hash, row_hash
from dagster_project.release.literal import quoted
from dagster_project.release.published import PublishedTable, Where

if TYPE_CHECKING:
    from dagster_project.settings import Settings

FILES: dict[Where, str] = {"bi": "marts.duckdb", "restricted": "customers.duckdb"}
# The newest storage that DuckDB 1.0 and the BI drivers built on it can open.
STORAGE = "v1.0.0"


class IncompleteWarehouse(Exception):
    """The warehouse lacks a part of a release; the message says which, and who makes it."""


@dataclass(frozen=True)
class TableContent:
    """What one table of a release holds."""

    name: str
    where: Where
    rows: int
    row_hash: str


@dataclass(frozen=True)
class Candidate:
    """A release that is not published: where it lies and what it holds."""

    folder: Path
    release_id: str
    as_of: date
    content_hash: str
    tables: tuple[TableContent, ...]

    @property
    def marts_file(self) -> Path:
        return self.folder / FILES["bi"]

    @property
    def customers_file(self) -> Path:
        return self.folder / FILES["restricted"]

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"


def build(
    settings: Settings, *, warehouse_file: Path, tables: Sequence[PublishedTable]
) -> Candidate:
    """Copies the published tables out of the warehouse, which it opens for reading only."""
    folder = settings.releases / f"building{UNFINISHED}"
    remove(folder)
    folder.mkdir(parents=True)
    with duckdb.connect(config=_config(warehouse_file)) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"attach {quoted(warehouse_file)} as warehouse (read_only)")
        _require(con, tables)
        as_of = _as_of(con)
        for where, name in FILES.items():
            con.execute(f"attach {quoted(folder / name)} as {where} (storage_version '{STORAGE}')")
        contents = tuple(_copy(con, table, folder) for table in tables)
        for where in FILES:
            con.execute(f"checkpoint {where}")
            con.execute(f"detach {where}")
    _assert_closed(folder)
    content = content_hash((each.name, each.row_hash) for each in contents)
    release_id = f"{as_of:%Y%m%d}-{content[:10]}"
    final = settings.releases / f"{release_id}{UNFINISHED}"
    remove(final)
    move(folder, final)
    return Candidate(final, release_id, as_of, content, contents)


def _copy(con: duckdb.DuckDBPyConnection, table: PublishedTable, folder: Path) -> TableContent:
    copy = f"{table.where}.main.{table.name}"
    keys = ", ".join(f"{column} nulls first" for column in table.order_by)
    con.execute(
        f"create table {copy} as select * from warehouse.marts.{table.name} order by {keys}"
    )
    _describe(con, copy, table)
    if table.where == "bi":
        parquet = folder / "parquet" / table.name / f"{table.name}.parquet"
        parquet.parent.mkdir(parents=True)
        con.execute(f"copy {copy} to {quoted(parquet)} (format parquet, compression zstd)")
    rows, fingerprint = row_hash(con, copy)
    return TableContent(table.name, table.where, rows, fingerprint)


def _describe(con: duckdb.DuckDBPyConnection, copy: str, table: PublishedTable) -> None:
    """dbt's descriptions become comments, which BI tools show beside the names."""
    if table.description:
        con.execute(f"comment on table {copy} is {quoted(table.description)}")
    present = {name for name, *_ in con.execute(f"describe {copy}").fetchall()}
    for column, description in table.column_descriptions.items():
        if description and column in present:
            con.execute(f'comment on column {copy}."{column}" is {quoted(description)}')


def _require(con: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable]) -> None:
    names = (
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where database_name = 'warehouse'"
    )
    present = {name for (name,) in con.execute(names).fetchall()}
    wanted = [f"marts.{table.name}" for table in tables] + ["canonical.as_of"]
    if missing := [name for name in wanted if name not in present]:
        raise IncompleteWarehouse(
            f"the warehouse has no {', '.join(missing)}; dbt makes them: run the whole night"
        )


def _as_of(con: duckdb.DuckDBPyConnection) -> date:
    row = con.execute("select as_of_on from warehouse.canonical.as_of").fetchone()
    if row is None or row[0] is None:
        raise IncompleteWarehouse(
            "no extract holds a dated event, so the night has no as-of day; name one with --as-of"
        )
    return row[0]


def _assert_closed(folder: Path) -> None:
    if open_logs := sorted(each.name for each in folder.glob("*.wal")):
        raise RuntimeError(f"the candidate is not closed: {', '.join(open_logs)}")


def _config(warehouse_file: Path) -> dict[str, str | bool | int | float | list[str]]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(warehouse_file.parent / "spill"),
        "allow_community_extensions": "false",
        "autoinstall_known_extensions": "false",
        # The order of rows is part of what is published: min/max indexes live from it.
        "preserve_insertion_order": "true",
    }
    if limit := os.environ.get("CX360_MEMORY_LIMIT"):
        config["memory_limit"] = limit
    return config
