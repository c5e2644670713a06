"""The ledger: for every file seen, where each of its rows went."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

STATUSES = ("landed", "already_landed", "duplicate", "superseded", "quarantined", "waiting")


@dataclass(frozen=True)
class Book:
    """One file of one source at this look. Rows in = landed + quarantined + not data."""

    source_system: str
    source_object: str
    contract: str
    path: str
    sha256: str = ""
    load_id: str = ""
    status: str = "waiting"
    reason: str = ""
    rows_in: int = 0
    rows_landed: int = 0
    rows_quarantined: int = 0
    rows_not_data: int = 0
    # How many of the rows in came out of a line that holds several: beyond one for each line.
    rows_repeated: int = 0
    quarantine_reasons: dict[str, int] = field(default_factory=dict)
    not_data_reasons: dict[str, int] = field(default_factory=dict)
    drift: dict[str, list[str]] = field(default_factory=dict)
    # What changed in the header since the file of the same entry of sources.yaml before this one.
    changed: dict[str, list[str]] = field(default_factory=dict)
    # The header, each with our column's name or nothing; for comparing, not for the ledger.
    headers: dict[str, str] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    # What became of each member of a container, by its name.
    members: dict[str, str] = field(default_factory=dict)
    # Where the contract replaces partitions: how many landed rows each has.
    partitions: dict[str, int] = field(default_factory=dict)
    delivered_on: str | None = None
    size_bytes: int = 0
    encoding: str = ""
    # NULs that were taken out of the text before it was read.
    nul_bytes: int = 0
    # The refusal in one word or two, for grouping; `reason` is the sentence for a person.
    refused_for: str = ""

    @property
    def balanced(self) -> bool:
        return self.rows_in == self.rows_landed + self.rows_quarantined + self.rows_not_data


@dataclass(frozen=True)
class Missing:
    """A source whose path finds no file, or whose place could not be asked: then with a reason."""

    source_system: str
    contract: str
    path: str
    reason: str = ""

    def __str__(self) -> str:
        told = self.reason or f"no file fits `{self.path}`"
        return f"{self.source_system}: {told} ({self.contract})"


@dataclass(frozen=True)
class Ledger:
    """Every file of this look, in delivery order."""

    books: tuple[Book, ...] = ()
    missing_required: tuple[Missing, ...] = ()
    # Sources that the night can do without and whose place could not be asked.
    unreachable: tuple[Missing, ...] = ()

    def without(self, late: tuple[Missing, ...]) -> Ledger:
        """The ledger with the extracts that the night waited for in vain among the missing."""
        told = {(each.source_system, each.path) for each in self.missing_required}
        more = tuple(each for each in late if (each.source_system, each.path) not in told)
        return replace(self, missing_required=self.missing_required + more)

    @property
    def rows_landed(self) -> int:
        return sum(book.rows_landed for book in self.books if book.status == "landed")

    def as_document(self) -> dict[str, Any]:
        return {
            "books": [_told(book) for book in self.books],
            "missing_required": [asdict(each) for each in self.missing_required],
            "unreachable": [asdict(each) for each in self.unreachable],
        }

    def write(self, path: Path) -> None:
        """One line a book: readable, and quick to write for ten thousand known files."""
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = []
        for name, entries in self.as_document().items():
            lines = [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in entries]
            parts.append(f'"{name}": [' + ",".join(f"\n  {line}" for line in lines) + "\n]")
        path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def _told(book: Book) -> dict[str, Any]:
    said = {**vars(book), "balanced": book.balanced}
    del said["headers"]
    return said
