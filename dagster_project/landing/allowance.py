"""How much a delivered file may grow while it is opened; beyond it somebody wants the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dagster_project.landing.refusal import RefusedFile

LARGEST_GROWTH = 200
SMALLEST_LIMIT = 64 << 20


@dataclass
class Allowance:
    """Bytes that all copies of one delivered file may take together, however deep it is packed."""

    delivered: int
    spent: int = 0
    least: int | None = None

    @classmethod
    def of(cls, *files: Path, least: int | None = None) -> Allowance:
        """`least` is allowed however small the files are."""
        return cls(sum(file.stat().st_size for file in files), least=least)

    @property
    def limit(self) -> int:
        least = SMALLEST_LIMIT if self.least is None else self.least
        return max(least, self.delivered * LARGEST_GROWTH)

    def spend(self, count: int) -> None:
        self.spent += count
        if self.spent > self.limit:
            raise RefusedFile(
                "unpacks to too much",
                f"found more than {self.limit >> 20} MB in {self.delivered:,} delivered bytes; "
                f"accepted: a file that grows at most {LARGEST_GROWTH} times; send it unpacked",
            )
