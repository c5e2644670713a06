"""What the gate knows about a night beside the candidate's own tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb

from dagster_project.expectations.tolerances import Gate
from dagster_project.release import manifest
from dagster_project.release.lineage import files_behind

if TYPE_CHECKING:
    from dagster_project.settings import Settings, Source


@dataclass(frozen=True)
class Night:
    """The candidate, the warehouse it came from, the landing's books and the release before it."""

    candidate: Path
    settings: Settings
    con: duckdb.DuckDBPyConnection
    books: Sequence[Mapping[str, Any]]
    missing_required: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]]
    previous: Path | None
    today: date | None = None
    unreachable: Sequence[Mapping[str, Any]] = ()

    @property
    def gate(self) -> Gate:
        return self.settings.company.gate

    @cached_property
    def as_of(self) -> date:
        return self.con.execute("select as_of_on from warehouse.canonical.as_of").fetchall()[0][0]

    @cached_property
    def company_today(self) -> date:
        return self.today or datetime.now(ZoneInfo(self.settings.company.timezone)).date()

    @cached_property
    def previous_manifest(self) -> dict[str, Any] | None:
        return manifest.read(self.previous) if self.previous else None

    @property
    def goes_back(self) -> bool:
        """Whether this night ends on an earlier day than the current release."""
        before = self.previous_manifest
        return before is not None and self.as_of.isoformat() < before["as_of_on"]

    def required(self, book: Mapping[str, Any]) -> bool:
        return any(
            source.required
            and source.name == book["source_system"]
            and source.contract == book["contract"]
            for source in self.settings.sources
        )

    def has(self, schema: str, table: str) -> bool:
        query = (
            "select 1 from duckdb_tables() where database_name = 'warehouse' "
            "and schema_name = ? and table_name = ?"
        )
        return bool(self.con.execute(query, [schema, table]).fetchall())

    def new_files_behind(self, table: str) -> list[str]:
        """The files a table rests on that the current release did not know: where to look first."""
        lineage = self.candidate / "evidence" / "lineage.json"
        if not lineage.exists():
            return []
        files = files_behind(json.loads(lineage.read_text("utf-8")), table)
        before = (self.previous_manifest or {}).get("inputs", [])
        known = {(each["path"], each["sha256"]) for each in before}
        bytes_of = {book["path"]: book.get("sha256") for book in self.books}
        return [file for file in files if (file, bytes_of.get(file)) not in known]


def freshness_limits(settings: Settings) -> list[Source]:
    return [source for source in settings.sources if source.fresh_within_days is not None]
