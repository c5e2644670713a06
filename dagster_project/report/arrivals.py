"""What was landed and what was held back, by source and by file, and whether the books balance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project.report.bilingual import Text, joined, known_word, said
from dagster_project.report.formats import DASH, whole
from dagster_project.report.source import ReleaseContents, Row

COUNTS = ("rows_in", "rows_landed", "rows_quarantined", "rows_not_data")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file as the landing accounts for it."""

    path: str
    status: str
    status_text: Text
    delivered_on: str
    counts: list[str]
    balances: bool
    remarks: list[Text]


@dataclass(frozen=True, slots=True)
class SourceBooks:
    """All files of one object of one source."""

    source: str
    object: str
    files: str
    file_count: int
    held_back_files: int
    counts: list[str]
    balances: bool
    reasons: Text
    deliveries: list[Delivery]


def source_books(contents: ReleaseContents) -> list[SourceBooks]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for book in contents.books:
        key = (str(book.get("source_system") or DASH), str(book.get("source_object") or DASH))
        groups.setdefault(key, []).append(book)
    return [_group(*key, books) for key, books in sorted(groups.items())]


def totals(contents: ReleaseContents) -> list[str]:
    return _summed(contents.books)


def _summed(books: Sequence[Row]) -> list[str]:
    return [whole(sum(int(book.get(count) or 0) for book in books)) for count in COUNTS]


def _group(source: str, source_object: str, books: list[Row]) -> SourceBooks:
    deliveries = [_delivery(book) for book in books]
    tally: dict[str, int] = {}
    for book in books:
        for reason, count in _reasons(book.get("quarantine_reasons")):
            tally[reason] = tally.get(reason, 0) + count
    return SourceBooks(
        source,
        source_object,
        whole(len(books)),
        len(books),
        sum(delivery.status == "quarantined" for delivery in deliveries),
        _summed(books),
        all(delivery.balances for delivery in deliveries),
        _tallied(sorted(tally.items())),
        deliveries,
    )


def _delivery(book: Row) -> Delivery:
    rows_in, *parts = (int(book.get(count) or 0) for count in COUNTS)
    status = str(book.get("status") or "unknown")
    remarks = [said(book["reason"])] if book.get("reason") else []
    if reasons := _reasons(book.get("quarantine_reasons")):
        remarks.append(_tallied(reasons))
    for kind in ("drift", "repaired"):
        if found := _plain(book.get(kind)):
            name = known_word("books", kind)
            remarks.append(Text(f"{name.ja}: {found}", f"{name.en}: {found}"))
    return Delivery(
        str(book.get("path") or DASH),
        status,
        known_word("landing", status),
        str(book.get("delivered_on") or DASH),
        [whole(book.get(count)) for count in COUNTS],
        # A file held back whole has no rows to account for.
        rows_in == sum(parts),
        remarks,
    )


def _reasons(found: Any) -> list[tuple[str, int]]:
    """Reasons with their rows, from a mapping, a list of mappings, or a list of reasons."""
    if isinstance(found, dict):
        return [(str(reason), int(count)) for reason, count in sorted(found.items())]
    entries: Iterable[Any] = found if isinstance(found, list) else []
    return [
        (str(e.get("reason")), int(e.get("rows") or e.get("count") or 1))
        if isinstance(e, dict)
        else (str(e), 1)
        for e in entries
    ]


def _tallied(reasons: Iterable[tuple[str, int]]) -> Text:
    return joined([
        Text(f"{known_word('reason', reason).ja} {count:,}", f"{known_word('reason', reason).en} {count:,}")
        for reason, count in reasons
    ])  # fmt: skip


def _plain(value: Any) -> str:
    """A remark of whatever shape in words; nothing where there is nothing to say."""
    if not value or value is True:
        return "✓" if value else ""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(v) or DASH}" for key, v in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
