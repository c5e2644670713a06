"""What could not land, kept as it came: whole files and single rows, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.landing.decoding import read_chunks
from dagster_project.landing.durable import copy, private_folder, settle
from dagster_project.landing.parsing import Parsed
from dagster_project.landing.receipts import Receipt
from dagster_project.landing.rewriting import records_of

_SCHEMA = pa.schema(
    {
        "source_row_number": pa.int64(),
        "raw_text": pa.string(),
        "reason": pa.string(),
        "column_name": pa.string(),
    }
)


@dataclass(frozen=True)
class RefusedRow:
    """One row of a landed file that did not land."""

    source_row_number: int
    raw_text: str
    reason: str
    column_name: str | None = None


def keep_file(file: Path, folder: Path, receipt: Receipt, *, work: Path) -> None:
    """The bytes first, then the reason: a reason without its bytes would be a lie."""
    private_folder(folder)
    load_id = receipt.book.load_id
    bytes_file = folder / f"{load_id}.bytes"
    if not bytes_file.exists():
        copy(file, bytes_file, work=work)
    receipt.write(folder / f"{load_id}.json", work=work)


def release_file(folder: Path, load_id: str) -> None:
    """The bytes landed after all, under a better contract."""
    for ending in (".json", ".bytes"):
        (folder / f"{load_id}{ending}").unlink(missing_ok=True)


def keep_rows(rows: list[RefusedRow], folder: Path, load_id: str, *, work: Path) -> None:
    target = folder / f"{load_id}.rows.parquet"
    if not rows:
        target.unlink(missing_ok=True)
        return
    private_folder(folder)
    rows = sorted(rows, key=lambda row: (row.source_row_number, row.reason))
    columns = {name: [getattr(row, name) for row in rows] for name in _SCHEMA.names}
    unfinished = work / "rows.part"
    pq.write_table(pa.table(columns, schema=_SCHEMA), unfinished)
    settle(unfinished, target)


def raw_texts(parsed: Parsed, positions: list[int]) -> dict[int, str]:
    """The delivered text of rows of the parsed table, by position from 0."""
    texts: dict[int, str] = {}
    wanted, first = np.array(sorted(positions), dtype=np.int64), 0
    for records in records_of(read_chunks(parsed.file, parsed.start), parsed.delimiter):
        count = len(records.starts)
        for position in wanted[(wanted >= first) & (wanted < first + count)]:
            texts[int(position)] = records.text(int(position) - first)
        first += count
    return texts
