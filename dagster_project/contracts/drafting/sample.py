"""A file as the draft sees it: the headers as the landing will find them, and cells by column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.contracts.drafting.form import Form, form_of, probe
from dagster_project.contracts.drafting.layout import Layout, layout_of
from dagster_project.contracts.model import Header
from dagster_project.landing.header import read_header
from dagster_project.landing.nesting import places_of, split
from dagster_project.landing.refusal import RefusedFile

# Enough to see what is rare, and held in memory.
MOST_ROWS = 20_000
_DEEPEST = 4
_PLAIN_KEY = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True)
class Sample:
    """`cells[c][r]` is the text in column c and row r, None where there is none."""

    form: Form
    layout: Layout | None
    headers: tuple[str, ...]
    cells: tuple[tuple[str | None, ...], ...]
    rows: int
    # Rows beyond MOST_ROWS were not looked at.
    cut: bool

    @property
    def header(self) -> Header:
        return self.layout.header if self.layout else Header()


def sample_of(file: Path, member: str | None, work: Path) -> Sample:
    """RefusedFile, with the landing's own reason, where the file cannot be read."""
    form = form_of(file, member, work, MOST_ROWS + 1)
    return _of_table(form) if form.text is not None else _of_records(form)


def _of_table(form: Form) -> Sample:
    assert form.text is not None
    layout = layout_of(form.text, MOST_ROWS + 60, "," if form.format == "xlsx" else None)
    contract = probe("csv", delimiters=(layout.delimiter,), header=layout.header)
    columns = read_header(form.text, contract).columns
    rows = [each for each in layout.records[layout.begin : layout.end] if any(each)]
    width = len(columns)
    rows = [row for row in rows if len(row) == width]
    if layout.total:
        rows = rows[:-1]
    cut = len(layout.records) >= MOST_ROWS + 60
    cells = tuple(tuple(_freed(row[place]) for row in rows) for place in range(width))
    return Sample(form, layout, tuple(each.key for each in columns), cells, len(rows), cut)


def _freed(cell: str) -> str | None:
    if cell.startswith('="') and cell.endswith('"') and '"' not in cell[2:-1]:
        cell = cell[2:-1]
    return cell or None


def _of_records(form: Form) -> Sample:
    """Columns by their path; what is nested deeper than objects is one text."""
    rows = form.rows[:MOST_ROWS]
    paths: dict[str, None] = {}
    for row in rows:
        _add_paths(row, "", _DEEPEST, paths)
    if not paths:
        raise RefusedFile(
            "no records",
            f"found {len(rows)} records and no value in them; accepted: a sample with values",
        )
    places = places_of(paths)
    known = [split(row, places)[0] for row in rows]
    cells = tuple(tuple(row.get(path) or None for row in known) for path in paths)
    return Sample(form, None, tuple(paths), cells, len(rows), len(form.rows) > MOST_ROWS)


def _add_paths(value: dict[str, Any], above: str, depth: int, paths: dict[str, None]) -> None:
    for key, each in value.items():
        path = f"{above}.{key}" if above else key
        if each is None or (above and re.search(r"[.\[\]]", key)):
            continue
        if isinstance(each, dict) and each and depth and not re.search(r"[.\[\]]", key):
            _add_paths(each, path, depth - 1, paths)
        elif _is_lookup(each):
            for element in each:
                paths.setdefault(f"{path}[{element['key']}]")
        else:
            paths.setdefault(path)


def _is_lookup(value: Any) -> bool:
    """A list of {key, value}, as analytics exports write what they know of an event."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(e, dict) and {"key", "value"} <= set(e) for e in value)
        and all(isinstance(e["key"], str) and _PLAIN_KEY.fullmatch(e["key"]) for e in value)
    )
