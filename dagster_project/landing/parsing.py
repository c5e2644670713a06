"""DuckDB parses a file with a fixed dialect; what it cannot parse is found, named and left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np

from dagster_project.contracts import Contract
from dagster_project.landing.cells import literal
from dagster_project.landing.decoding import Utf8File, read_chunks
from dagster_project.landing.header import FileHeader
from dagster_project.landing.parquet import write_parquet
from dagster_project.landing.plan import Plan
from dagster_project.landing.quoting import Places
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.reshaping import gaps_before
from dagster_project.landing.rewriting import (
    BadRecord,
    PlainCopy,
    records_of,
    write_plain_copy,
)
from dagster_project.landing.structure import Census

# Text after a closing quote is found only by the parser, so the copy is made once more without it.
ATTEMPTS = 4
Select = Callable[[str, int], str]


@dataclass(frozen=True)
class Parsed:
    """A file as typed text in `table`; its rows are the records `kept`, in their order."""

    table: Path
    file: Path
    start: int
    delimiter: str
    rows: int
    records: int
    blank: int
    bad: list[BadRecord] = field(default_factory=list)
    # None: every record of the file, in order.
    kept: Places | None = None
    # How many rows of the table came out of lines that hold several, beyond one for each line.
    repeated: int = 0
    # The rows' column `origin` says which kept record each came from; otherwise it is its position.
    reshaped: bool = False


def no_data_by_its_line(bad: BadRecord, contract: Contract) -> str | None:
    """The name of the filter whose regular expression says that a record is no data."""
    lines = [(each.name, each.line) for each in contract.row_filters if each.line]
    return next((name for name, line in lines if re.search(line, bad.raw_text)), None)


def parse(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    text: Utf8File,
    header: FileHeader,
    census: Census,
    work: Path,
) -> Parsed:
    """Straight from the file when it is tidy, else from a plain copy; twice counted either way."""
    if not plan.reshapes:
        return _parsed(con, plan.select, plan.contract, text, header, census, work / "parsed.part")
    records = _parsed(
        con, plan.cells_of, plan.contract, text, header, census, work / "records.part"
    )
    return _reshaped(con, plan, records, work / "parsed.part")


def _reshaped(con: duckdb.DuckDBPyConnection, plan: Plan, records: Parsed, table: Path) -> Parsed:
    """The plan's rows out of the records, in the order of the file."""
    lost = [bad.ordinal for bad in records.bad if no_data_by_its_line(bad, plan.contract) is None]
    kept = np.arange(records.rows, dtype=np.int64) if records.kept is None else records.kept
    scan = f"read_parquet({literal(no_pattern(records.table))}, file_row_number = true)"
    sql = plan.select_reshaped(scan, gaps_before(lost, kept))
    rows = write_parquet(con, sql, table, plan.width)
    repeated = rows - records.rows
    return replace(records, table=table, rows=rows, repeated=repeated, reshaped=True)


def _parsed(
    con: duckdb.DuckDBPyConnection,
    select: Select,
    contract: Contract,
    text: Utf8File,
    header: FileHeader,
    census: Census,
    table: Path,
) -> Parsed:
    width, work = len(header.columns), table.parent
    if not text.refused and _tidy(census, width):
        try:
            rows, rejects = _copy_out(
                con, select, text.file, header.delimiter, width, header.records, table
            )
        except duckdb.InvalidInputException:
            rows, rejects = -1, {}
        if rows == census.records and not rejects:
            return Parsed(
                table, text.file, header.data_start, header.delimiter, rows, census.records, 0
            )
    refused = dict(text.refused)
    for _ in range(ATTEMPTS):
        copy = write_plain_copy(
            text,
            header.data_start,
            header.delimiter,
            width,
            refused,
            work / "plain.part",
            pad_short=contract.pad_short,
        )
        try:
            rows, rejects = _copy_out(
                con, select, copy.file, header.delimiter, width, 0, table, plain=True
            )
        except duckdb.InvalidInputException as error:
            # The parser's own message would quote cells.
            raise RefusedFile(
                "parser refused",
                "the rows cannot be told apart; accepted: quotes inside quotes are doubled",
            ) from error
        if not rejects:
            break
        refused |= _ordinals(copy, header.delimiter, rejects)
    kept = copy.kept
    bad = [_as_delivered(each) if each.ordinal in text.refused else each for each in copy.bad]
    if rejects or rows != len(kept):
        raise RefusedFile(
            "books do not balance",
            f"counted {copy.records:,} rows and parsed {rows:,} of {len(kept):,}; accepted: the "
            "same number; look for quotes that are not doubled in the file",
        )
    return Parsed(table, copy.file, 0, header.delimiter, rows, copy.records, copy.blank, bad, kept)


def _as_delivered(record: BadRecord) -> BadRecord:
    """A record that was no row already in its own format stands in the table as one quoted cell."""
    raw_text = record.raw_text[1:-1].replace('""', '"')
    return replace(record, raw_text=raw_text, was_none=True)


def _tidy(census: Census, width: int) -> bool:
    return (
        census.one_line_end
        and not census.strays
        and not census.blank
        and census.delimiters == census.records * (width - 1)
    )


def _copy_out(
    con: duckdb.DuckDBPyConnection,
    select: Select,
    file: Path,
    delimiter: str,
    width: int,
    skip: int,
    table: Path,
    *,
    plain: bool = False,
) -> tuple[int, dict[int, str]]:
    """Rows written to `table`, and the byte places of the lines that the parser rejected."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(width))
    # Left to guess, DuckDB takes a line end within the first quotes for that of the rows.
    line_end = ", new_line = '\\n'" if plain else ""
    parsed = (
        f"read_csv({literal(no_pattern(file))}, columns = {{{columns}}}, auto_detect = false, "
        f"header = false, skip = {skip}, delim = {literal(delimiter)}, quote = '\"', "
        "escape = '\"', store_rejects = true, rejects_table = 'landing_rejects', "
        f"rejects_scan = 'landing_scans'{line_end})"
    )
    try:
        rows = write_parquet(con, select(parsed, width), table, width)
        rejects = con.execute(
            "select line_byte_position, min(error_type::varchar) from landing_rejects group by all"
        ).fetchall()
    finally:
        con.execute("drop table if exists landing_rejects; drop table if exists landing_scans")
    return rows, {int(place): str(kind) for place, kind in rejects}


def no_pattern(file: str | Path) -> str:
    """A path as DuckDB takes it literally; * ? [ in it would be a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(file))


def _ordinals(copy: PlainCopy, delimiter: str, rejects: dict[int, str]) -> dict[int, str]:
    """Which records of the delivered file stand at byte places of the plain copy."""
    ends, position = [], 0
    for records in records_of(read_chunks(copy.file), delimiter):
        ends.append(records.after + position)
        position += int(records.after[-1]) if len(records.after) else 0
    all_ends, kept = np.concatenate(ends), copy.kept
    return {
        int(kept[np.searchsorted(all_ends, place, side="right")]): kind.lower().replace("_", " ")
        for place, kind in rejects.items()
    }
