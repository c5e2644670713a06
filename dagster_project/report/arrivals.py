"""What was landed and what was held back, by source and by file, and whether the books balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dagster_project.report.bilingual import Text, joined, known_word, said
from dagster_project.report.formats import DASH, number, whole
from dagster_project.report.source import ReleaseContents, Row

COUNTS = ("rows_in", "rows_landed", "rows_quarantined", "rows_not_data")
# Their rows are in the warehouse through another file, or not yet.
NOT_COUNTED = {"duplicate", "superseded", "waiting"}
IN_USE = {"landed", "already_landed"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file as the landing accounts for it."""

    path: str
    held_back: bool
    status: Text
    delivered_on: str
    counts: list[str]
    balances: bool
    remarks: list[Text]


@dataclass(frozen=True, slots=True)
class SourceBooks:
    """All files of one object of one source; `apart` are those that are not in use."""

    source: str
    object: str
    file_count: int
    apart: Text | None
    counts: list[str]
    balances: bool
    reasons: Text
    deliveries: list[Delivery]


def source_books(contents: ReleaseContents) -> list[SourceBooks]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for book in contents.books:
        groups.setdefault((book["source_system"], book["source_object"]), []).append(book)
    return [_group(*key, books) for key, books in sorted(groups.items())]


def totals(contents: ReleaseContents) -> list[str]:
    return _summed(contents.books)


def _summed(books: Sequence[Row]) -> list[str]:
    counted = [book for book in books if book["status"] not in NOT_COUNTED]
    return [whole(sum(book[count] or 0 for book in counted)) for count in COUNTS]


def _group(source: str, source_object: str, books: list[Row]) -> SourceBooks:
    deliveries = [_delivery(book) for book in books]
    reasons: dict[str, int] = {}
    apart: dict[str, int] = {}
    for book in books:
        for reason, count in (book.get("quarantine_reasons") or {}).items():
            reasons[reason] = reasons.get(reason, 0) + count
        if book["status"] not in IN_USE:
            apart[book["status"]] = apart.get(book["status"], 0) + 1
    return SourceBooks(
        source,
        source_object,
        len(books),
        _tallied("landing", apart) if apart else None,
        _summed(books),
        all(delivery.balances for delivery in deliveries),
        _tallied("reason", reasons),
        deliveries,
    )


def _delivery(book: Row) -> Delivery:
    rows_in, *parts = (book[count] or 0 for count in COUNTS)
    return Delivery(
        book["path"],
        book["status"] == "quarantined",
        known_word("landing", book["status"]),
        book.get("delivered_on") or DASH,
        [whole(book[count]) for count in COUNTS],
        rows_in == sum(parts),
        _remarks(book),
    )


def _remarks(book: Row) -> list[Text]:
    """Why a file or some rows were held back, which columns changed, which cells were repaired."""
    remarks = []
    if refused := book.get("refused_for"):
        remarks.append(known_word("reason", refused))
    if reason := book.get("reason"):
        remarks.append(said(str(reason).removeprefix(f"{book['path']}: ")))
    for group, kind in (("reason", "quarantine_reasons"), ("reason", "not_data_reasons")):
        if counted := book.get(kind):
            remarks.append(_tallied(group, counted))
    changes = {**(book.get("drift") or {}), **(book.get("changed") or {})}
    for change, columns in sorted(changes.items()):
        name = known_word("drift", change)
        listed = ", ".join(columns)
        remarks.append(Text(f"{name.ja}: {listed}", f"{name.en}: {listed}"))
    for cell, count in sorted((book.get("repaired") or {}).items()):
        column, _, flag = cell.partition(":")
        name = known_word("flagged", flag or "repaired")
        remarks.append(Text(f"{column} {name.ja} ({count:,})", f"{column} {name.en} ({count:,})"))
    return remarks


def _tallied(group: str, counted: Mapping[str, int]) -> Text:
    words = [(known_word(group, name), number(count)) for name, count in sorted(counted.items())]
    return joined([Text(f"{name.ja} ({count})", f"{name.en} ({count})") for name, count in words])
