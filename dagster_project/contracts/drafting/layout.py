"""Where the table stands in a text: its delimiter, what is above it, its header, what is below."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dagster_project.contracts.drafting.nameless import refuse_nameless
from dagster_project.contracts.model import Header
from dagster_project.landing.columns import plain
from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import records_of

DELIMITERS = (",", "\t", ";", "|", "^", "`")
# So many records are looked at for the width of the table and for its header.
_FIRST = 400
_MOST_HEADERS = 3
_MOST_BLANKS = 50
_VALUE = re.compile(
    r"""[-+△▲(¥￥\\$]*[\d０-９][\d０-９,.，]*\)?\s*[円%]?        # numbers and money
    |(?:令和|平成|昭和|大正|明治|[MTSHR]\.?)?\s*[\d０-９元]{1,4}\s*[-/.年:]\s*[\d０-９]{1,4}.*
    |[^@\s]+@[^@\s]+\.[^@\s]+                                   # e-mail addresses
    |(?i:true|false)|https?://.*|=".*"|[0-9a-f]{8}-[0-9a-f-]{27}
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]+")
_TOTAL = re.compile(r"(総|小)?合?計|grand total|total|sum", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """The knobs of the table, its records as fields, and where its data stand among them."""

    delimiter: str
    header: Header
    records: list[list[str]]
    # Indexes of the first record of the header, of the data, and behind the data.
    top: int
    begin: int
    end: int
    stops_at_blank: bool = False
    # The field and the text by which a last line says that it sums up the others.
    total: tuple[int, str] | None = None
    doubts: tuple[str, ...] = ()


def layout_of(text: Utf8File, most: int, only: str | None = None) -> Layout:
    """`only` is the delimiter, where it is known."""
    delimiter = only or max(DELIMITERS, key=lambda each: _fits(text, each))
    records = list(records_in(text, delimiter, most))
    if not any(filled(each) for each in records):
        raise RefusedFile(
            "empty file", "found no line that says anything; accepted: a header and rows"
        )
    width = _width(records)
    top = _top(records, width)
    rows, mixed = _header_rows(records, top, width)
    begin = top + rows
    end, stops = _end(records, begin, width)
    refuse_nameless(records[top], [each for each in records[begin:end] if len(each) == width])
    header, doubts = _header(records, top, rows)
    if mixed:
        doubts.append("the first line may be data: no line looks like names of columns")
    total = _total(records, begin, end)
    return Layout(
        delimiter, header, records, top, begin, end, stops, total, tuple(doubts)
    )  # fmt: skip


def records_in(text: Utf8File, delimiter: str, most: int) -> Iterator[list[str]]:
    """The first records as fields; a blank one is an empty list."""
    count = 0
    for found in records_of(text.chunks(), delimiter):
        for index in range(len(found.starts)):
            if count == most:
                return
            count += 1
            yield _fields(found.text(index), delimiter)


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), []) if line else []
    except csv.Error:
        # A field without end: under this delimiter the line is no record of a table.
        return [line]


def _fits(text: Utf8File, delimiter: str) -> tuple[float, int]:
    """How much of the text is a table under this delimiter, and how wide the table is."""
    records = [each for each in records_in(text, delimiter, _FIRST) if each]
    width = _width(records)
    if width < 2:
        return 0.0, width
    share = sum(len(each) == width for each in records) / len(records)
    return round(share, 1), width


def _width(records: list[list[str]]) -> int:
    widths = Counter(len(each) for each in records[:_FIRST] if each)
    return max(widths, key=lambda each: (widths[each] * min(each, 2), each), default=1)


def filled(record: list[str]) -> int:
    return sum(bool(each.strip()) for each in record)


def _top(records: list[list[str]], width: int) -> int:
    """The first record as wide as the table in which most fields say something."""
    usual = sorted(filled(each) for each in records[:_FIRST] if len(each) == width)
    needed = max(1, min(2, width), round(0.5 * usual[len(usual) // 2])) if usual else 1
    for index, record in enumerate(records):
        if index == 0 and _is_separator_note(record):
            continue
        if len(record) == width and filled(record) >= needed:
            return index
    return 0


def _is_separator_note(record: list[str]) -> bool:
    return bool(record) and record[0].startswith("sep=")


def _kind(cell: str) -> str:
    """value, code or text; a code may name a column as well as be an id."""
    cell = cell.strip()
    if not cell:
        return ""
    if _VALUE.fullmatch(cell):
        return "value"
    return "code" if _CODE.fullmatch(cell) else "text"


def _header_rows(records: list[list[str]], top: int, width: int) -> tuple[int, bool]:
    """How many records name the columns; and whether even the first looks like data."""
    below = [
        each for each in records[top + 1 : top + _FIRST] if len(each) == width and filled(each)
    ]
    if _is_import_row(records, top + 2, width):
        return 3, False
    typed = _typed_columns(below[_MOST_HEADERS:] or below[1:], width)
    if len(below) < 3 or not typed:
        return 1, _is_data(records[top], _typed_columns(below, width)) if records else False
    if _is_data(records[top], typed):
        return 1, True
    rows = 1
    while rows < _MOST_HEADERS and rows < len(below):
        record = records[top + rows] if top + rows < len(records) else []
        if len(record) != width or not filled(record) or _is_data(record, typed):
            break
        if len(typed) < 2:
            break
        rows += 1
    return rows, False


def _is_import_row(records: list[list[str]], index: int, width: int) -> bool:
    if index >= len(records) or len(records[index]) != width:
        return False
    return all('"ImportId"' in each for each in records[index])


def _typed_columns(rows: list[list[str]], width: int) -> list[int]:
    """Columns that nearly always hold a value that is no word."""
    typed = []
    for place in range(width):
        kinds = [_kind(row[place]) for row in rows]
        said = [each for each in kinds if each]
        if len(said) >= max(1, 0.9 * len(rows)) and said.count("value") >= 0.9 * len(said):
            typed.append(place)
    return typed


def _is_data(record: list[str], typed: list[int]) -> bool:
    return any(_kind(record[place]) == "value" for place in typed if place < len(record))


def _header(records: list[list[str]], top: int, rows: int) -> tuple[Header, list[str]]:
    doubts = []
    heads = records[top : top + rows]
    combine = "last"
    if rows == 3 and all('"ImportId"' in each for each in heads[-1]):
        combine = "import_id"
    elif rows > 1:
        last = [each.strip() for each in heads[-1]]
        full = all(last) and len(set(last)) == len(last)
        combine = "last" if full else "join"
        doubts.append(
            f"{rows} rows seem to name the columns; "
            + ("the last one does" if full else "their texts are joined")
            + ": say header.rows 1 if they are data"
        )
    keys = Counter(plain(each) for each in (heads[-1] if combine == "last" else []))
    twice = [each for each, count in keys.items() if each and count > 1]
    duplicates = "number" if twice or combine == "join" else "refuse"
    if twice:
        doubts.append(f"headers that stand twice are numbered ({len(twice)} of them)")
    scan_for = _labels(records, top)
    scan_rows = 50 if top < 50 else min(1000, top * 2)
    return Header(
        rows=rows, combine=combine, scan_for=scan_for, duplicates=duplicates, scan_rows=scan_rows
    ), doubts  # fmt: skip


def _labels(records: list[list[str]], top: int) -> tuple[str, ...]:
    """Labels of the header that no banner above it has all of."""
    above = [each for index, each in enumerate(records[:top]) if each]
    if not above or (len(above) == 1 and _is_separator_note(above[0])):
        return ()
    return tuple(list(dict.fromkeys(each.strip() for each in records[top] if each.strip()))[:3])


def _end(records: list[list[str]], begin: int, width: int) -> tuple[int, bool]:
    """Where the data end: at the first blank record, if what follows it is no table."""
    blanks = (index for index in range(begin, len(records)) if not filled(records[index]))
    for index in islice(blanks, _MOST_BLANKS):
        behind = [each for each in records[index:] if filled(each)]
        like_data = sum(len(each) == width and filled(each) * 2 > width for each in behind)
        if behind and like_data * 2 < len(behind):
            return index, True
    return len(records), False


def _total(records: list[list[str]], begin: int, end: int) -> tuple[int, str] | None:
    """The last line, if its first text is a word for a sum."""
    rows = [each for each in records[begin:end] if filled(each)]
    if len(rows) < 2:
        return None
    place, cell = next((i, each.strip()) for i, each in enumerate(rows[-1]) if each.strip())
    return (place, cell) if _TOTAL.fullmatch(cell) else None
