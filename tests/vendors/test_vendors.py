"""A vendor's file, as the vendor writes it, becomes the canonical rows that stand beside it.

Each folder here is a small company: `sources.yaml`, `extracts/`, and in `expected/` one CSV for
each entity that its files fill, with the columns that are worth looking at. Beside the entities
there may be `quarantine.csv`: what must not land, by path, reason and count of rows (no count: the
whole file). Of every company the night's own count of lost records is asked too.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from dagster_project.landing import land, register
from dagster_project.landing.books import Ledger
from dagster_project.settings import Settings
from tests.dbt import project

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/sources.yaml"))


def rows_of(path: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, [tuple(row) for row in rows]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_extracts_become_the_canonical_rows(case: Path, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", case)
    ledger = land(settings)
    assert all(book.balanced for book in ledger.books)
    expected = {path.stem: rows_of(path) for path in sorted((case / "expected").glob("*.csv"))}
    _, refused = expected.pop("quarantine", ([], []))
    assert quarantined(ledger) == sorted(refused)

    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as con:
        con.execute("set TimeZone = 'UTC'")
        register(con, settings)
    lost = project.singular_test("no_landed_record_is_lost")
    project.build(warehouse, "phase_1", only={*expected, *project.models_of(lost)})
    with duckdb.connect(str(warehouse), read_only=True) as con:
        for entity, (columns, rows) in expected.items():
            listed = ", ".join(f"coalesce(cast({column} as varchar), '')" for column in columns)
            found = con.execute(f"select {listed} from canonical.{entity}").fetchall()
            assert sorted(found) == sorted(rows), entity
        assert con.execute(lost["compiled_code"]).fetchall() == []


def quarantined(ledger: Ledger) -> list[tuple[str, ...]]:
    """Path, reason and count of what did not land, files as a whole included."""
    found = []
    for book in ledger.books:
        if book.status == "quarantined":
            found.append((book.path, book.refused_for, ""))
        found += [
            (book.path, reason, str(count))
            for reason, count in sorted(book.quarantine_reasons.items())
        ]
    return sorted(found)
