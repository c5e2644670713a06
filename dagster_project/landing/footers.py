"""What stands behind the data of a report: all from its first blank line on is no data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dagster_project.contracts import Contract
from dagster_project.landing.decoding import Utf8File, read_chunks
from dagster_project.landing.header import FileHeader
from dagster_project.landing.quoting import QUOTE
from dagster_project.landing.rewriting import Records, records_of
from dagster_project.landing.structure import take_census

_BLANK = 32


@dataclass(frozen=True)
class Footer:
    """Records that were cut off, under the name of the filter that did it."""

    name: str
    records: int


def without_footer(
    text: Utf8File, header: FileHeader, contract: Contract, work: Path
) -> tuple[Utf8File, Footer | None]:
    """The file up to its first blank line, where the contract has the data end there."""
    stops = next((each for each in contract.row_filters if each.stop_at), None)
    if stops is None or (place := _first_blank(text, header)) is None:
        return text, None
    copy, left = work / "stopped.part", place
    with copy.open("wb") as target:
        for chunk in read_chunks(text.file):
            target.write(chunk[:left])
            left -= min(left, len(chunk))
            if not left:
                break
    records = take_census(text.chunks(place), header.delimiter).records
    above = None if text.records is None else text.records - records
    return replace(text, file=copy, records=above), Footer(stops.name, records)


def _first_blank(text: Utf8File, header: FileHeader) -> int | None:
    """The place of the first record without a single value; a line of commas is one too."""
    start = header.data_start
    for records in records_of(text.chunks(start), header.delimiter):
        blank = np.flatnonzero(_no_value(records, ord(header.delimiter)))
        if len(blank):
            return start + int(records.starts[blank[0]])
        start += int(records.after[-1]) if len(records.after) else 0
    return None


def _no_value(records: Records, delimiter: int) -> npt.NDArray[np.bool_]:
    block = records.block
    says = (block != delimiter) & (block != QUOTE) & (block != _BLANK)
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(says, dtype=np.int64)))
    return np.asarray(before[records.ends] == before[records.starts])
