"""The header records of a file: read under the right delimiter, and where the data begin."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass

import numpy as np

from dagster_project.contracts import Contract
from dagster_project.landing.columns import FileColumn, matched
from dagster_project.landing.decoding import CHUNK, Utf8File
from dagster_project.landing.refusal import RefusedFile, shown
from dagster_project.landing.rewriting import split_records

MOST_COLUMNS = 5_000


@dataclass(frozen=True)
class FileHeader:
    """Where the data begin, and which column of the file holds which column of the contract."""

    delimiter: str
    columns: tuple[FileColumn, ...]
    found: dict[str, int]
    data_start: int
    records: int

    @property
    def unknown(self) -> list[FileColumn]:
        known = set(self.found.values())
        return [column for column in self.columns if column.position not in known]

    def missing(self, contract: Contract) -> list[str]:
        return [
            column.name
            for column in contract.columns
            if column.header and column.name not in self.found
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
    rows, start, count = _opening(text, contract.header.rows, delimiter)
    columns = _columns(rows, contract)
    found = matched(columns, contract, delimiter)
    places = {name: column.position for name, column in found.items()}
    return FileHeader(delimiter, columns, places, start, count)


def _opening(text: Utf8File, wanted: int, delimiter: str) -> tuple[list[list[str]], int, int]:
    """The header records as fields, where the data begin, and how many records stand above them."""
    piece = next(text.chunks(), b"")[: CHUNK // 2]
    whole = len(piece) < CHUNK // 2
    rows: list[list[str]] = []
    records = split_records(np.frombuffer(piece, np.uint8), ord(delimiter), last=whole)
    for index in range(min(len(records.starts), wanted + 1)):
        line = records.text(index)
        if index == 0 and re.fullmatch(r'"?sep=.?"?', line):
            continue
        rows.append(_fields(line, delimiter, index + 1))
        if len(rows) == wanted:
            return rows, text.offset + int(records.after[index]), index + 1
    raise RefusedFile(
        "no header",
        f"found {len(rows)} whole header rows in the first {len(piece):,} bytes; "
        f"accepted: {wanted}",
    )


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
    return tuple(
        _column(position, [row[position] for row in rows], contract.header.combine)
        for position in range(len(last))
    )


def _column(position: int, cells: list[str], combine: str) -> FileColumn:
    tag, text = cells[0].strip(), cells[1].strip() if len(cells) > 1 else ""
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
