"""The header records of a file, matched to the contract's columns."""

from __future__ import annotations

import csv
import difflib
import json
import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from dagster_project.contracts import Column, Contract
from dagster_project.landing.decoding import CHUNK, Utf8File
from dagster_project.landing.refusal import RefusedFile, shown
from dagster_project.landing.rewriting import split_records

MOST_COLUMNS = 5_000
_LEGEND = re.compile(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)$")


@dataclass(frozen=True)
class FileColumn:
    """One column of the delivered file: its key, and what the other header records say of it."""

    position: int
    key: str
    tag: str
    text: str
    timezone: str | None


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


def plain(header: str) -> str:
    """A header as it is compared: NFKC, one space for many, small letters."""
    return " ".join(unicodedata.normalize("NFKC", header).split()).casefold()


def without_legend(header: str) -> str:
    """`sex (1:male, 2:female)` without its legend."""
    return _LEGEND.sub("", plain(header))


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
    by_plain: dict[str, FileColumn] = {}
    for column in columns:
        if not column.key:
            continue
        if (twin := by_plain.get(plain(column.key))) is not None:
            raise RefusedFile(
                "duplicate header",
                f"line 1: found the column {shown(column.key)} twice (fields {twin.position + 1} "
                f"and {column.position + 1}); accepted: each header once; rename one in the export",
            )
        by_plain[plain(column.key)] = column
    found = _matched(by_plain, contract)
    for wanted in contract.columns:
        if wanted.needed and wanted.header and wanted.name not in found:
            raise _missing(wanted, columns, contract, delimiter)
    return FileHeader(delimiter, columns, {k: v.position for k, v in found.items()}, start, count)


def _matched(by_plain: dict[str, FileColumn], contract: Contract) -> dict[str, FileColumn]:
    """Exact names and aliases first; then names without their legend, among what is left."""
    found: dict[str, FileColumn] = {}
    for column in contract.columns:
        for name in filter(None, (column.header, *column.aliases)):
            if (match := by_plain.get(plain(name))) is not None:
                if column.name in found:
                    raise RefusedFile(
                        "duplicate header",
                        f"line 1: found {shown(found[column.name].key)} and {shown(match.key)}, "
                        f"both of which are `{column.name}`; accepted: one of them",
                    )
                found[column.name] = match
    if contract.header.strip_legend:
        taken = {column.position for column in found.values()}
        bare: dict[str, list[FileColumn]] = {}
        for each in by_plain.values():
            if each.position not in taken:
                bare.setdefault(without_legend(each.key), []).append(each)
        for column in contract.columns:
            if column.name in found:
                continue
            for name in filter(None, (column.header, *column.aliases)):
                matches = bare.get(without_legend(name), [])
                if len(matches) == 1:
                    found[column.name] = matches[0]
    return found


def _opening(text: Utf8File, wanted: int, delimiter: str) -> tuple[list[list[str]], int, int]:
    """The header records as fields, the byte at which the data begin, and how many records these were."""
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
        f"found {len(rows)} whole header rows in the first {len(piece):,} bytes; accepted: {wanted}",
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
            f"the header rows have {', '.join(str(len(row)) for row in rows)} fields; accepted: the "
            "same number in each; the file was cut or changed by hand",
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


def _missing(
    wanted: Column, columns: tuple[FileColumn, ...], contract: Contract, delimiter: str
) -> RefusedFile:
    keys = {plain(column.key): column.key for column in columns if column.key}
    names = [plain(name) for name in filter(None, (wanted.header, *wanted.aliases))]
    close = [
        keys[match] for each in names for match in difflib.get_close_matches(each, keys, 1, 0.5)
    ]
    one = columns[0].key if len(columns) == 1 else ""
    other = next((each for each in ",;\t|" if each != delimiter and each in one), None)
    if other:
        likely = f"the header splits at {other!r}: set `delimiters` in {contract.ref}"
    elif close:
        likely = f"the likeliest is {shown(close[0])}: add it to the aliases of {contract.ref}"
    else:
        likely = "is this the right file for this contract?"
    return RefusedFile(
        "missing required column",
        f"line 1: found {len(columns)} columns ({shown(', '.join(keys.values()))}) without "
        f"`{wanted.header}`; accepted: a header with `{wanted.header}` ({wanted.name}); {likely}",
    )
