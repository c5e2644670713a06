"""The header records of a file: read under the right delimiter, and where the data begin."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from dagster_project.contracts import Contract
from dagster_project.landing.columns import FileColumn, grouped, matched, plain, without_legend
from dagster_project.landing.decoding import CHUNK, Utf8File
from dagster_project.landing.refusal import RefusedFile, shown
from dagster_project.landing.rewriting import LONGEST_RECORD, split_records

MOST_COLUMNS = 5_000
# So many lines may stand above a header that is not scanned for.
MOST_SKIPPED = 20


@dataclass(frozen=True)
class FileHeader:
    """Where the data begin, and which column of the file holds which column of the contract."""

    delimiter: str
    columns: tuple[FileColumn, ...]
    found: dict[str, int]
    data_start: int
    records: int
    # Of a column that repeats: its position in each group, by the group's number.
    groups: dict[str, dict[int, int]] = field(default_factory=dict)

    @property
    def unknown(self) -> list[FileColumn]:
        known = set(self.found.values())
        known.update(place for places in self.groups.values() for place in places.values())
        return [column for column in self.columns if column.position not in known]

    def missing(self, contract: Contract) -> list[str]:
        return [
            column.name
            for column in contract.columns
            if column.header and column.name not in self.found and column.name not in self.groups
        ]


def read_header(text: Utf8File, contract: Contract) -> FileHeader:
    """The header under the first delimiter that gives every needed column, or the refusal."""
    refusal: RefusedFile | None = None
    for delimiter in contract.delimiters:
        try:
            return _under(text, contract, delimiter)
        except RefusedFile as error:
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def _under(text: Utf8File, contract: Contract, delimiter: str) -> FileHeader:
    rows, start, count = _opening(text, contract, delimiter)
    columns = _columns(rows, contract)
    found = matched(columns, contract, delimiter)
    groups = grouped(columns, contract)
    places = {name: column.position for name, column in found.items()}
    return FileHeader(delimiter, columns, places, start, count, groups)


def _opening(
    text: Utf8File, contract: Contract, delimiter: str
) -> tuple[list[list[str]], int, int]:
    """The header records as fields, where the data begin, and how many records stand above them."""
    piece = next(text.chunks(), b"")[: CHUNK // 2]
    whole = len(piece) < CHUNK // 2
    wanted, labels = contract.header.rows, contract.header.scan_for
    above = contract.header.scan_rows if labels else MOST_SKIPPED
    rows: list[list[str]] = []
    records = split_records(np.frombuffer(piece, np.uint8), ord(delimiter), last=whole)
    for index in range(min(len(records.starts), wanted + above)):
        line = records.text(index)
        if not rows and _skipped(line, index, contract):
            continue
        if not rows and labels and (index >= above or not _holds(line, delimiter, labels)):
            continue
        rows.append(_fields(line, delimiter, index + 1))
        if len(rows) == wanted:
            return rows, text.offset + int(records.after[index]), index + 1
    if labels and not rows:
        raise RefusedFile(
            "no header",
            f"found no record with {shown(', '.join(labels))} in the first {above:,}; accepted: a "
            "header with all of them; is this the right file for this contract?",
        )
    if not whole and not len(records.starts):
        raise RefusedFile(
            "row too long",
            f"found no end of the first line in {len(piece):,} bytes; accepted: rows of at most "
            f"{LONGEST_RECORD:,} bytes; is it a table at all?",
        )
    raise RefusedFile(
        "no header",
        f"found {len(rows)} whole header rows in the first {len(piece):,} bytes; "
        f"accepted: {wanted}",
    )


def _skipped(line: str, index: int, contract: Contract) -> bool:
    """A spreadsheet's note on the delimiter, or what the contract says stands above the header."""
    if index == 0 and re.fullmatch(r'"?sep=.?"?', line):
        return True
    return any(re.search(each, line) for each in contract.skip_lines)


def _holds(line: str, delimiter: str, labels: tuple[str, ...]) -> bool:
    """Whether a record has all the labels; a banner need not be readable as fields."""
    try:
        fields = _fields(line, delimiter, 0)
    except RefusedFile:
        return False
    cells = {plain(field) for field in fields}
    bare = {without_legend(field) for field in fields}
    return all(plain(label) in cells or without_legend(label) in bare for label in labels)


def _fields(line: str, delimiter: str, row: int) -> list[str]:
    try:
        fields = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise RefusedFile(
            "header unreadable", f"line {row}: the header cannot be split into fields: {error}"
        ) from error
    if len(fields) > MOST_COLUMNS:
        raise RefusedFile(
            "too many columns",
            f"line {row}: found {len(fields):,} columns; accepted: at most {MOST_COLUMNS:,}",
        )
    return fields


def _columns(rows: list[list[str]], contract: Contract) -> tuple[FileColumn, ...]:
    last = rows[-1]
    if any(len(row) != len(last) for row in rows):
        raise RefusedFile(
            "header rows differ",
            f"the header rows have {', '.join(str(len(row)) for row in rows)} fields; accepted: "
            "the same number in each; the file was cut or changed by hand",
        )
    how = contract.header
    tops = _filled(rows) if how.combine == "join" else rows[0]
    columns = [
        _column(position, [tops[position], *(row[position] for row in rows[1:])], how.combine)
        for position in range(len(last))
    ]
    return tuple(_numbered(columns) if how.duplicates == "number" else columns)


def _filled(rows: list[list[str]]) -> list[str]:
    """The first row, where an empty field above a choice takes the question on its left."""
    filled, left = [], ""
    for top, *below in zip(*rows, strict=True):
        left = top.strip() or left
        filled.append(left if top.strip() or any(each.strip() for each in below) else "")
    return filled


def _numbered(columns: list[FileColumn]) -> list[FileColumn]:
    """The second `a` is `a#2`, the third `a#3`."""
    seen: Counter[str] = Counter()
    numbered = []
    for column in columns:
        seen[plain(column.key)] += 1
        count = seen[plain(column.key)]
        again = column.key and count > 1
        numbered.append(replace(column, key=f"{column.key}#{count}") if again else column)
    return numbered


def _column(position: int, cells: list[str], combine: str) -> FileColumn:
    tag, text = cells[0].strip(), cells[1].strip() if len(cells) > 1 else ""
    if combine == "first":
        return FileColumn(position, tag, tag, text, None)
    if combine == "join":
        joined = " ".join(each.strip() for each in cells if each.strip())
        return FileColumn(position, joined, tag, joined, None)
    if combine != "import_id":
        return FileColumn(position, cells[-1].strip(), tag, text, None)
    try:
        said = json.loads(cells[-1])
        return FileColumn(position, str(said["ImportId"]), tag, text, said.get("timeZone"))
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedFile(
            "header unreadable",
            f"header row {len(cells)}, field {position + 1}: found {shown(cells[-1])}; accepted: "
            '{"ImportId":"…"}; export with all header rows and numeric values',
        ) from error
