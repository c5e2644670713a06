"""What the landing and the quarantine remember: receipts beside the loads, and the last look."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from dagster_project.contracts import Contract
from dagster_project.documents import ConfigurationError
from dagster_project.landing.active import Loads
from dagster_project.landing.books import Book
from dagster_project.landing.durable import write_json
from dagster_project.settings import Source

# Raised when the same bytes under the same contract would land differently; all files land anew.
ENGINE = 3
_BOOK = {each.name for each in fields(Book)}


@dataclass(frozen=True)
class Receipt:
    """One file's fate, written last; without it nothing of the file counts as landed."""

    book: Book
    fingerprint: str
    # The row number of the first row, where the rows are numbered without gaps.
    first_row: int
    has_gaps: bool = False

    def write(self, path: Path, *, work: Path) -> None:
        write_json(path, asdict(self), work=work)

    @classmethod
    def read(cls, path: str | Path) -> Receipt | None:
        """Known files are many, and a path as text costs a tenth."""
        try:
            stat = os.stat(path)
        except FileNotFoundError:
            return None
        return _read(str(path), stat.st_ino, stat.st_mtime_ns)


@lru_cache(maxsize=1 << 15)
def _read(path: str, inode: int, modified: int) -> Receipt:
    """A receipt is replaced, never written to, and a night asks for each of them twice."""
    with open(path, "rb", buffering=0) as stream:
        said = json.loads(stream.read())
    book = Book(**{key: value for key, value in said["book"].items() if key in _BOOK})
    return Receipt(book, said["fingerprint"], said["first_row"], said["has_gaps"])


def fingerprint(contract: Contract, source: Source, company_zone: str) -> str:
    """All but the bytes that decides what a file becomes."""
    said = [ENGINE, contract.fingerprint, source.timezone, source.survey, company_zone]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


class Arrivals:
    """For each source object and path: the bytes seen at the last look and those that landed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seen: dict[str, dict[str, dict[str, Any]]] = {}
        self._changed = False
        try:
            self.seen = json.loads(file.read_bytes())
        except FileNotFoundError:
            pass
        except ValueError as error:
            raise ConfigurationError(
                f"{file}: found no readable JSON; delete the file: it is written again from what "
                "lies in the extracts"
            ) from error

    def of(self, source_system: str, source_object: str) -> dict[str, dict[str, Any]]:
        """What was seen, for reading; `enter` is how it changes."""
        return self.seen.get(f"{source_system}/{source_object}", {})

    def enter(
        self, source_system: str, source_object: str, path: str, arrival: dict[str, Any]
    ) -> None:
        paths = self.seen.setdefault(f"{source_system}/{source_object}", {})
        if paths.get(path) != arrival:
            paths[path] = arrival
            self._changed = True

    def write(self, *, work: Path) -> None:
        """Once all is landed; a look at nothing new leaves the file as it was."""
        if self._changed or not self.file.exists():
            write_json(self.file, self.seen, work=work)

    def loads(self, source_system: str, source_object: str, landing: Path) -> Loads:
        seen = self.of(source_system, source_object)
        folder = landing / source_system / source_object

        def book_of(load_id: str) -> Book | None:
            receipt = Receipt.read(f"{folder}/{load_id}.json")
            return receipt.book if receipt else None

        return Loads(
            self.landed(source_system, source_object),
            {each["landed"] for each in seen.values() if each.get("confirmed")},
            book_of,
        )

    def landed(self, source_system: str, source_object: str) -> dict[str, str]:
        """Path → the bytes that last landed from it."""
        seen = self.of(source_system, source_object)
        return {path: each["landed"] for path, each in seen.items() if each["landed"]}
