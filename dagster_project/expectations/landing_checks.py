"""Did everything arrive, was it readable, and is every row accounted for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dagster_project.expectations.check import Check
from dagster_project.expectations.declared import found, several
from dagster_project.expectations.night import Night

Book = Mapping[str, Any]
NEGATIVE_LINES = """
    select load.path, count(*) as lines, min(line.source_row_number) as first_row
    from warehouse.canonical.sale_line as line
    inner join warehouse.landing.load as load on line.load_id = load.load_id
    where line.quantity < 0 and not line.is_return and not line.is_deleted
    group by load.path
    order by load.path
"""


def landing_checks(night: Night) -> list[Check]:
    return [
        _balance(night.books),
        _present(night.missing_required),
        _reachable(night.unreachable),
        *_readable(night),
        _whole(night.books),
        *_rows_set_aside(night),
        _negative_lines(night),
    ]


def _balance(books: Iterable[Book]) -> Check:
    parts = ("rows_landed", "rows_quarantined", "rows_not_data")
    wrong = {
        book["path"]: f"{book['path']}: {book['rows_in']:,} rows in, "
        + " + ".join(f"{book[part]:,} {part.removeprefix('rows_')}" for part in parts)
        for book in books
        if book["rows_in"] != sum(book[part] for part in parts)
    }
    return found("books_balance", not wrong, several(wrong.values(), "every file balances"), wrong)


def _present(missing: Iterable[Book]) -> Check:
    lines = [_absent(each) for each in missing]
    return found("required_extracts_are_present", not lines, several(lines, "all are there"))


def _reachable(unreachable: Iterable[Book]) -> Check:
    lines = [_absent(each) for each in unreachable]
    return found("optional_places_are_reachable", not lines, several(lines, "all answered"))


def _absent(source: Book) -> str:
    return f"{source['source_system']}: {source.get('reason') or 'no file fits ' + source['path']}"


def _readable(night: Night) -> list[Check]:
    checks = []
    for rule, wanted in (
        ("required_files_are_readable", True),
        ("optional_files_are_readable", False),
    ):
        held = {
            book["path"]: f"{book['path']}: {book['reason']}"
            for book in night.books
            if book["status"] == "quarantined" and night.required(book) is wanted
        }
        checks.append(found(rule, not held, several(held.values(), "all were readable"), held))
    return checks


def _whole(books: Iterable[Book]) -> Check:
    waiting = {
        book["path"]: f"{book['path']}: {book['reason'] or 'still growing'}"
        for book in books
        if book["status"] == "waiting"
    }
    return found("files_are_whole", not waiting, several(waiting.values(), "none waits"), waiting)


def _rows_set_aside(night: Night) -> list[Check]:
    """By source and object; a superseded file's rows count no longer, in either number."""
    rows: dict[str, list[int]] = {}
    files: dict[str, list[str]] = {}
    reasons: dict[str, dict[str, int]] = {}
    for book in night.books:
        if book["status"] in ("superseded", "duplicate", "quarantined", "waiting"):
            continue
        name = f"{book['source_system']} {book['source_object']}"
        total = rows.setdefault(name, [0, 0])
        total[0] += book["rows_quarantined"]
        total[1] += book["rows_in"]
        if book["rows_quarantined"]:
            files.setdefault(name, []).append(book["path"])
        for reason, count in book["quarantine_reasons"].items():
            counts = reasons.setdefault(name, {})
            counts[reason] = counts.get(reason, 0) + count
    some = {
        name: f"{name}: {_share(*rows[name])} ({_tally(reasons.get(name, {}))})" for name in files
    }
    many = {name: some[name] for name in some if _too_many(night, *rows[name])}
    return [
        found(
            rule, not lines, several(lines.values(), "none"), (f for n in lines for f in files[n])
        )
        for rule, lines in (("quarantined_rows_are_few", many), ("no_row_is_quarantined", some))
    ]


def _too_many(night: Night, aside: int, rows: int) -> bool:
    gate = night.gate
    return aside > max(gate.max_quarantined_row_share * rows, gate.quarantined_row_allowance)


def _share(aside: int, rows: int) -> str:
    return f"{aside:,} of {rows:,} rows ({aside / max(rows, 1):.2%})"


def _tally(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in sorted(reasons.items()))


def _negative_lines(night: Night) -> Check:
    rows: list[tuple[str, int, int]] = []
    if night.has("canonical", "sale_line"):
        rows = night.con.execute(NEGATIVE_LINES).fetchall()
    lines = [f"{path}: {count:,} lines, the first in row {first}" for path, count, first in rows]
    files = [path for path, *_ in rows]
    return found("sold_lines_have_no_negative_quantity", not rows, several(lines, "none"), files)
