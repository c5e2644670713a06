"""What a reviewer finds beside the data: books, lineage, models, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.release import kpi_causes, manifest
from dagster_project.release.candidate import FILES, Candidate
from dagster_project.release.durable import write_json
from dagster_project.release.history import current_folder
from dagster_project.release.lineage import lineage
from dagster_project.release.literal import quoted

if TYPE_CHECKING:
    from dagster_project.settings import Settings

KPI_CHANGES = Path(__file__).parent / "kpi_changes.sql"


def write(
    candidate: Candidate,
    settings: Settings,
    *,
    warehouse_file: Path,
    manifest_path: Path,
    books: Mapping[str, Any],
    notes: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Everything in evidence/ but the verdict (checks.json) and the manifest, which come last.

    `notes` are the rows of the company's kpi_notes.csv.
    """
    folder = candidate.evidence
    folder.mkdir(exist_ok=True)
    write_json(folder / "books.json", books)
    with duckdb.connect(":memory:") as con:
        con.execute(f"attach {quoted(warehouse_file)} as warehouse (read_only)")
        con.execute(f"attach {quoted(candidate.marts_file)} as new (read_only)")
        write_json(folder / "lineage.json", lineage(manifest_path, con, "warehouse"))
        write_json(folder / "models.json", _models(con))
        changes = "select * from warehouse.identity.identity_change order by all"
        _copy(con, changes, folder / "identity_changes.csv", needs="identity.identity_change")
        before = _attach_current(con, settings)
        kpi_causes.give(con, before, books=books, notes=notes)
        _copy(con, KPI_CHANGES.read_text("utf-8"), folder / "kpi_changes.csv", needs=None)


def inputs(books: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The manifest's list of files: what came in, by which contract, what became of its rows."""
    keys = (
        "source_system",
        "source_object",
        "contract",
        "path",
        "sha256",
        "status",
        "delivered_on",
        "rows_in",
        "rows_landed",
        "rows_quarantined",
        "rows_not_data",
    )
    rows = [{key: book.get(key) for key in keys} for book in books.get("books", [])]
    return sorted(rows, key=lambda row: (str(row["path"]), str(row["source_object"])))


def _models(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Model → its fitted parameters, log-likelihood, data size and version; and the matching."""
    models: dict[str, Any] = {}
    for row in _rows(con, "insight", "model"):
        name, parameters = row.pop("name"), json.loads(row.pop("parameters") or "{}")
        models[name] = {**row, **parameters}
    for row in _rows(con, "identity", "run"):
        models["matching"] = {"model": "tiers of evidence", "threshold": None, **row}
    return models


def _rows(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[dict[str, Any]]:
    if not _exists(con, schema, table):
        return []
    answer = con.execute(f"select * from warehouse.{schema}.{table} order by all")
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _exists(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    query = (
        "select 1 from duckdb_tables() where database_name = 'warehouse' "
        "and schema_name = ? and table_name = ?"
    )
    return bool(con.execute(query, [schema, table]).fetchall())


def _attach_current(con: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, Any]:
    """The release that readers see, as `old`; before the first, one like the new without rows.

    What its manifest says is returned, which is nothing before the first.
    """
    current = current_folder(settings)
    told = manifest.read(current) if current is not None else {}
    if current is not None and "kpi_value" in told["tables"]:
        con.execute(f"attach {quoted(current / FILES['bi'])} as old (read_only)")
        return told
    con.execute("attach ':memory:' as old")
    con.execute("create table old.main.kpi_value as from new.main.kpi_value limit 0")
    return told


def _copy(con: duckdb.DuckDBPyConnection, query: str, file: Path, *, needs: str | None) -> None:
    if needs and not _exists(con, *needs.split(".")):
        return
    columns = con.execute(f"describe {query}").fetchall()
    cells = ", ".join(
        _harmless(column) if kind == "VARCHAR" else f'"{column}"' for column, kind, *_ in columns
    )
    con.execute(f"copy (select {cells} from ({query})) to {quoted(file)} (format csv, header true)")


def _harmless(column: str) -> str:
    """A spreadsheet runs what begins like a formula; an apostrophe in front makes it text."""
    begins = f"""regexp_matches("{column}", '^[=+@\\t\\r＝＋－＠-]')"""
    return f"""case when {begins} then chr(39) || "{column}" else "{column}" end as "{column}" """
