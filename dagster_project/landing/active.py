"""Which loads count, once corrections, snapshots and doubled files are settled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from dagster_project.contracts import Contract
from dagster_project.landing.books import Book
from dagster_project.landing.delivery import delivery_order, logical_name


@dataclass(frozen=True)
class Landed:
    """One load at the path that delivered it first."""

    path: str
    sha256: str

    @property
    def load_id(self) -> str:
        return self.sha256[:16]


@dataclass(frozen=True)
class Standing:
    """A load and, where it no longer counts, what took its place or why nobody believes it."""

    landed: Landed
    superseded_by: str | None = None
    # A snapshot that lost so much that a person must confirm it.
    doubted: str | None = None
    # Partitions of the load that a later one holds too; their rows count no longer.
    replaced: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Loads:
    """The loads of one source object: bytes by path, what was confirmed, and their books."""

    by_path: Mapping[str, str]
    confirmed: Set[str]
    book_of: Callable[[str], Book | None]


def standings(loads: Loads, contract: Contract) -> list[Standing]:
    """The loads of one source object in delivery order; of a path only its latest bytes."""
    firsts: dict[str, Landed] = {}
    for path in sorted(loads.by_path, key=delivery_order):
        firsts.setdefault(loads.by_path[path], Landed(path, loads.by_path[path]))
    found = [Standing(landed) for landed in firsts.values()]
    if contract.load.mode == "full_snapshot":
        return snapshots(found, loads, contract.integrity.max_drop_pct)
    by_name: dict[str, list[int]] = {}
    for index, each in enumerate(found):
        if (name := logical_name(each.landed.path)) is not None:
            by_name.setdefault(name, []).append(index)
    for indexes in by_name.values():
        for index in indexes[:-1]:
            found[index] = replace(found[index], superseded_by=found[indexes[-1]].landed.path)
    return partitioned(found, loads) if contract.load.mode == "replace_partition" else found


def snapshots(
    found: Sequence[Standing], loads: Loads, max_drop_pct: float | None
) -> list[Standing]:
    """The last snapshot that is believed takes the place of all before it."""
    last, rows_before, doubts = -1, 0, {}
    for index, each in enumerate(found):
        book = loads.book_of(each.landed.load_id) if max_drop_pct is not None else None
        rows = book.rows_landed if book else 0
        least = rows_before * (1 - (max_drop_pct or 0) / 100)
        if book and last >= 0 and rows < least and each.landed.sha256 not in loads.confirmed:
            doubts[index] = (
                f"found {rows:,} rows where {found[last].landed.path} has {rows_before:,}; "
                f"accepted: a snapshot that shrinks by at most {max_drop_pct:g} %; if it is "
                f"right, run `cx360 land --confirm` with this file, or write {each.landed.load_id} "
                "into a file beside it that has its name and .confirmed behind"
            )
        else:
            last, rows_before = index, rows
    return [
        replace(each, superseded_by=found[last].landed.path)
        if index < last
        else replace(each, doubted=doubts.get(index))
        for index, each in enumerate(found)
    ]


def partitioned(found: Sequence[Standing], loads: Loads) -> list[Standing]:
    """A partition belongs, as a whole, to the last load that has a row of it."""
    owner: dict[str, str] = {}
    settled = []
    for each in reversed(found):
        book = None if each.superseded_by else loads.book_of(each.landed.load_id)
        if book is not None:
            held = {value: owner[value] for value in book.partitions if value in owner}
            rows_left = book.rows_landed - sum(book.partitions[value] for value in held)
            by = held[max(held)] if held and not rows_left else None
            each = replace(each, replaced=frozenset(held), superseded_by=by)
            owner |= dict.fromkeys(book.partitions.keys() - owner.keys(), each.landed.path)
        settled.append(each)
    return settled[::-1]


class Supersession:
    """Which load took whose place within one source object; made once, asked for every book."""

    def __init__(self, loads: Loads, contract: Contract) -> None:
        self.mode = contract.load.mode
        found = standings(loads, contract)
        self.by_bytes = {each.landed.sha256: each for each in found}
        # In delivery order, so that the first that is later than a refused file mends it.
        self.landed = [
            (delivery_order(each.landed.path), each.landed.path)
            for each in found
            if not each.doubted
        ]
        self.by_window: dict[str, list[tuple[Any, str]]] = {}
        for order, path in self.landed:
            if window := logical_name(path):
                self.by_window.setdefault(window, []).append((order, path))

    def told(self, book: Book) -> Book:
        """The book, told as superseded where another file took its place."""
        if book.status == "quarantined":
            by = self._mended_by(book.path)
            told = f"{by} took its place; {book.reason}"
        elif book.status in ("landed", "already_landed"):
            standing = self.by_bytes.get(book.sha256)
            if standing and standing.doubted and not standing.superseded_by:
                return _doubted(book, standing.doubted)
            by = standing.superseded_by if standing else None
            told = f"{by} took its place"
        else:
            return book
        return replace(book, status="superseded", reason=told) if by else book

    def _mended_by(self, path: str) -> str | None:
        """The later file that makes up for a refused one: of its window, or a whole snapshot."""
        whole = self.mode == "full_snapshot"
        candidates = self.landed if whole else self.by_window.get(logical_name(path) or "", [])
        later = bisect_right(candidates, (delivery_order(path), path))
        return candidates[later][1] if later < len(candidates) else None


def _doubted(book: Book, sentence: str) -> Book:
    """It lies in the landing, but until somebody confirms it none of its rows counts."""
    return replace(
        book,
        status="quarantined",
        refused_for="suspicious drop",
        reason=f"{book.path}: {sentence}",
        rows_in=0,
        rows_landed=0,
        rows_quarantined=0,
        rows_not_data=0,
        rows_repeated=0,
        quarantine_reasons={},
        not_data_reasons={},
    )
