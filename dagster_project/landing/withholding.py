"""The text of a refused row, without the cells that its contract wants stored nowhere."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.landing.columns import plain
from dagster_project.landing.header import FileHeader

MARK = "(withheld)"
NOTHING_KEPT = "(withheld: the row's fields cannot be told apart; the delivered file has its text)"


@dataclass(frozen=True)
class Withholding:
    """What may be kept of a row: all of it where the contract withholds nothing."""

    is_asked: bool
    positions: frozenset[int]
    width: int
    delimiter: str

    @classmethod
    def of(cls, contract: Contract, header: FileHeader) -> Withholding:
        return cls(
            bool(contract.withheld),
            withheld_positions(contract, header),
            len(header.columns),
            header.delimiter,
        )

    def kept(self, raw_text: str, *, is_row: bool = True) -> str:
        """`is_row` is false for a record that was none in its own format, such as broken JSON."""
        if not self.is_asked:
            return raw_text
        fields = self._fields(raw_text) if is_row else []
        if len(fields) != self.width:
            return NOTHING_KEPT
        if not self.positions:
            return raw_text
        line = io.StringIO()
        csv.writer(line, delimiter=self.delimiter, lineterminator="").writerow(
            MARK if place in self.positions and field else field
            for place, field in enumerate(fields)
        )
        return line.getvalue()

    def _fields(self, raw_text: str) -> list[str]:
        try:
            return next(csv.reader([raw_text], delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            return []


def withheld_positions(contract: Contract, header: FileHeader) -> frozenset[int]:
    withheld = {plain(each) for each in contract.withheld}
    return frozenset(each.position for each in header.unknown if plain(each.key) in withheld)
