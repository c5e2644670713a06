"""How a file's columns differ from its contract, and from the file of its entry before it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from dagster_project.contracts import Contract
from dagster_project.landing.books import Book
from dagster_project.landing.columns import plain
from dagster_project.landing.delivery import delivery_order
from dagster_project.landing.header import FileHeader
from dagster_project.landing.plan import Plan
from dagster_project.settings import Source

# How alike two headers are before one may be the other's new name, from 0 to 1.
LIKELY = 0.6


def drift_of(plan: Plan, header: FileHeader) -> dict[str, list[str]]:
    """Columns that only one side knows, and which of them may be the same under a new name.

    What the contract calls `unused` is no news.
    """
    new = sorted(
        each.key or f"column {each.position + 1}"
        for each in plan.unknown
        if not _is_unused(each.key, plan.contract)
    )
    missing = sorted(header.missing(plan.contract))
    drift = {"new": new, "missing": missing, "likely": _likely(new, missing, plan.contract)}
    return {kind: names for kind, names in drift.items() if names}


def _is_unused(header: str, contract: Contract) -> bool:
    """The vendor is known to send it, and no column of ours takes it."""
    return any(
        re.fullmatch(re.escape(plain(each)).replace(r"\*", ".*"), plain(header))
        for each in contract.unused
    )


def _likely(new: list[str], missing: list[str], contract: Contract) -> list[str]:
    """`found header ~ wanted header (our name)`, for each missing column that has a candidate."""
    found = []
    for name in missing:
        column = contract.column(name)
        known = [plain(each) for each in (column.header, *column.aliases) if each]
        ranked = sorted(
            (-max(difflib.SequenceMatcher(None, each, plain(key)).ratio() for each in known), key)
            for key in new
        )
        if ranked and -ranked[0][0] >= LIKELY:
            found.append(f"{ranked[0][1]} ~ {column.header} ({name})")
    return found


def headers_of(header: FileHeader) -> dict[str, str]:
    """Each header of the file in its order → our column; those that we do not know → nothing."""
    ours = {position: name for name, position in header.found.items()}
    for name, places in header.groups.items():
        ours |= dict.fromkeys(places.values(), name)
    return {each.key: ours.get(each.position, "") for each in header.columns if each.key}


def with_changes(books: Iterable[tuple[Book, Source]]) -> list[Book]:
    """The books in delivery order, each with what changed since the file before it.

    Compared are files of one entry of sources.yaml: two surveys, or two layouts of one object,
    differ from each other without anything having changed.
    """
    before: dict[tuple[str, str, str], Mapping[str, str]] = {}
    told = []
    for book, source in sorted(books, key=lambda each: _order(each[0])):
        entry = (source.name, source.contract, source.path)
        if book.headers and entry in before and before[entry] != book.headers:
            book = replace(book, changed=_changes(before[entry], book.headers))
        if book.headers:
            before[entry] = book.headers
        told.append(book)
    return told


def _order(book: Book) -> tuple[object, str, str]:
    return delivery_order(book.path), book.source_system, book.source_object


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, list[str]]:
    was = {column: key for key, column in before.items() if column and key not in now}
    renamed = {
        was[column]: key
        for key, column in now.items()
        if column and key not in before and column in was
    }
    changes = {
        "added": [key for key in now if key not in before and key not in renamed.values()],
        "gone": [key for key in before if key not in now and key not in renamed],
        "renamed": [f"{old} → {new}" for old, new in renamed.items()],
    }
    return {kind: names for kind, names in changes.items() if names}
