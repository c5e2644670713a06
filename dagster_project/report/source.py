"""What the page is made of: the candidate's own tables and accounts, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"
Row = dict[str, Any]


@dataclass(frozen=True)
class ReleaseContents:
    """Everything the page may say, read once; a table or account that is missing is empty."""

    tables: dict[str, list[Row]]
    checks: list[Row]
    books: list[Row]
    missing_required: list[Any]

    def rows(self, name: str) -> list[Row]:
        return self.tables.get(name, [])


def read(release_folder: Path) -> ReleaseContents:
    books = _document(release_folder / "evidence" / "books.json", {})
    return ReleaseContents(
        tables=_tables(release_folder / "marts.duckdb"),
        checks=_document(release_folder / "evidence" / "checks.json", []),
        books=books.get("books") or [],
        missing_required=books.get("missing_required") or [],
    )


def _tables(marts: Path) -> dict[str, list[Row]]:
    # A night can be refused before any mart exists; the page then says what is missing.
    if not marts.is_file():
        return {}
    with duckdb.connect(str(marts), read_only=True) as connection:
        return {query.stem: _rows(connection, query) for query in sorted(QUERIES.glob("*.sql"))}


def _rows(connection: duckdb.DuckDBPyConnection, query: Path) -> list[Row]:
    try:
        answer = connection.execute(query.read_text("utf-8"))
    except duckdb.CatalogException:  # the table is not in this release
        return []
    columns = [column[0] for column in answer.description]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _document(path: Path, empty: Any) -> Any:
    return json.loads(path.read_text("utf-8")) if path.is_file() else empty
