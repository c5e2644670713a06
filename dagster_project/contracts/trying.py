"""Files landed under a contract in a home of their own, which is gone when the books are told."""

from __future__ import annotations

import glob
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project.contracts.reading import contract_ref, read_contract_file
from dagster_project.settings import Settings

# So many row numbers are told of each reason.
SHOWN_ROWS = 10
_SOURCE = "tried"


@dataclass(frozen=True)
class Refused:
    """Rows of one file that did not land for one reason; never their text."""

    reason: str
    column: str | None
    rows: int
    first_rows: tuple[int, ...]


@dataclass(frozen=True)
class TriedBook:
    """The fate of one file: the book as `cx360 land` would write it, and which rows it refuses."""

    file: str
    book: dict[str, object]
    refused: tuple[Refused, ...] = ()

    @property
    def fine(self) -> bool:
        """Every row landed or is no data."""
        taken = self.book["status"] in ("landed", "already_landed", "duplicate", "superseded")
        return taken and not self.book["rows_quarantined"]


@dataclass(frozen=True)
class Trial:
    ref: str
    books: tuple[TriedBook, ...] = field(default=())

    @property
    def fine(self) -> bool:
        return all(each.fine for each in self.books)


def tried(contract_file: Path, files: Sequence[Path], *, timezone: str | None = None) -> Trial:
    """The books of the files in delivery order; nothing of them is kept."""
    from dagster_project.landing import land

    contract = read_contract_file(contract_file)
    with tempfile.TemporaryDirectory(prefix="cx360-try-") as folder:
        company = Path(folder) / "company"
        copied = company / "contracts" / f"{contract.ref}.yaml"
        copied.parent.mkdir(parents=True)
        shutil.copyfile(contract_file, copied)
        sources = [
            {
                "name": _SOURCE,
                "contract": contract_ref(contract_file),
                "path": glob.escape(str(file.resolve())),
                **({"timezone": timezone} if timezone else {}),
            }
            for file in files
        ]
        # JSON is YAML, and quotes what a path may hold.
        (company / "sources.yaml").write_text(json.dumps({"sources": sources}), "utf-8")
        settings = Settings(Path(folder) / "home", company)
        books = land(settings).as_document()["books"]
        return Trial(
            contract.ref,
            tuple(
                TriedBook(book["path"], book, _refused(settings, contract.object, book))
                for book in books
            ),
        )


def _refused(settings: Settings, object_name: str, book: dict[str, object]) -> tuple[Refused, ...]:
    kept = settings.quarantine / _SOURCE / object_name / f"{book['load_id']}.rows.parquet"
    if not kept.exists():
        return ()
    # The text of the rows is not even read: it may be about people.
    rows = pq.read_table(kept, columns=["reason", "column_name", "source_row_number"]).to_pylist()
    by_reason: dict[tuple[str, str | None], list[int]] = {}
    for row in rows:
        reason = (row["reason"], row["column_name"])
        by_reason.setdefault(reason, []).append(row["source_row_number"])
    return tuple(
        Refused(reason, column, len(numbers), tuple(sorted(numbers)[:SHOWN_ROWS]))
        for (reason, column), numbers in sorted(by_reason.items(), key=str)
    )
