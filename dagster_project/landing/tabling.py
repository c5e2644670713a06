"""Records of any shape as the one shape that is parsed: a CSV with the columns they hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster_project.contracts import Contract
from dagster_project.landing.allowance import Allowance
from dagster_project.landing.columns import plain
from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.header import MOST_COLUMNS
from dagster_project.landing.jsonrecords import BrokenRecord, Record
from dagster_project.landing.nesting import UnreadableRecord, places_of, split
from dagster_project.landing.refusal import RefusedFile

# Each is kept with its text; so many are another kind of file, not a few broken records.
MOST_BROKEN = 100_000
# A column of one value is a few bytes of Parquet, and a column of text as long as the table.
LEAST_TABLE = 1 << 30


@dataclass
class _Seen:
    """What a first look over all records found."""

    known: set[str] = field(default_factory=set)
    unknown: dict[str, None] = field(default_factory=dict)
    records: int = 0
    rows: int = 0
    broken: int = 0
    why: str = ""


def as_table(
    records: Callable[[], Iterable[Record]],
    contract: Contract,
    encoding: str,
    target: Path,
    delivered: Sequence[Path],
) -> Utf8File:
    """Two looks at the records: the first finds the columns, the second writes the rows.

    Record n of the file becomes record n of the table, so that its number stays true; a broken
    one keeps its place as one quoted cell and is refused by its number.
    """
    paths = [path for each in contract.columns for path in (each.header, *each.aliases) if path]
    seen = _look(_rows(records, paths, delivered), contract)
    known = [path for path in paths if path in seen.known]
    if not seen.rows:
        # Nothing says that a column is missing.
        known = [each.header for each in contract.columns if each.header]
    unknown = list(seen.unknown)
    refused: dict[int, str] = {}
    count = nul_count = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter=contract.delimiters[0], lineterminator="\r\n")
        table.writerow(known + _told_apart(known, unknown))
        for row in _rows(records, paths, delivered):
            if row is None:
                out.write("\r\n")
            elif isinstance(row, BrokenRecord):
                refused[count] = row.reason
                csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(
                    [row.raw_text]
                )
            else:
                cells = [row[0].get(path, "") for path in known]
                cells += [row[1].get(path, "") for path in unknown]
                nul_count += sum(cell.count("\0") for cell in cells)
                table.writerow([cell.replace("\0", "") for cell in cells])
            count += 1
    if count != seen.records:
        raise RefusedFile(
            "books do not balance",
            f"counted {seen.records:,} records and then {count:,}; accepted: the same number",
        )
    return Utf8File(target, 0, encoding, nul_count, rows_above=1, records=count, refused=refused)


Row = tuple[dict[str, str], dict[str, str]] | BrokenRecord | None


def _rows(
    records: Callable[[], Iterable[Record]], paths: list[str], delivered: Sequence[Path]
) -> Iterator[Row]:
    root, allowance = places_of(paths), Allowance.of(*delivered, least=LEAST_TABLE)
    for record in records():
        if not isinstance(record, dict):
            yield record
            continue
        try:
            row = split(record, root)
            allowance.spend(_checked_size(row))
            yield row
        except UnreadableRecord as error:
            yield BrokenRecord(_shown(record), str(error))


def _shown(record: dict[str, Any]) -> str:
    try:
        return json.dumps(record)
    except RecursionError:
        return ""


def _checked_size(row: tuple[dict[str, str], dict[str, str]]) -> int:
    """About how many bytes the row takes."""
    try:
        return sum(len("".join([*part, *part.values()]).encode("utf-8")) for part in row)
    except UnicodeEncodeError as error:
        raise UnreadableRecord("half a character") from error


def _look(rows: Iterator[Row], contract: Contract) -> _Seen:
    seen = _Seen()
    for row in rows:
        seen.records += 1
        if isinstance(row, tuple):
            seen.rows += 1
            seen.known.update(row[0])
            for path in row[1]:
                seen.unknown.setdefault(path)
            if len(seen.unknown) > MOST_COLUMNS:
                raise RefusedFile(
                    "too many columns",
                    f"found more than {MOST_COLUMNS:,} keys that the contract does not know up "
                    f"to record {seen.records:,}; accepted: fewer; are ids used as keys?",
                )
        elif isinstance(row, BrokenRecord):
            seen.broken += 1
            seen.why = seen.why or f"record {seen.records:,}: {row.reason}"
    if seen.broken > MOST_BROKEN or (seen.broken and not seen.rows):
        raise RefusedFile(
            "no readable records",
            f"{seen.why}; found {seen.broken:,} records that are no JSON objects and "
            f"{seen.rows:,} that are; accepted: the format {contract.format}; is it this one?",
        )
    return seen


def _told_apart(known: list[str], unknown: list[str]) -> list[str]:
    """Names that a header would not tell apart get a number, as a second `id#2`."""
    taken, told = {plain(each) for each in known}, []
    for each in unknown:
        name, number = each, 1
        while plain(name) in taken:
            number += 1
            name = f"{each}#{number}"
        taken.add(plain(name))
        told.append(name)
    return told
