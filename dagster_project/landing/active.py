"""Which loads count, once corrections, snapshots and doubled files are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
    """A load and, where it no longer counts, what took its place."""

    landed: Landed
    superseded_by: str | None = None


def standings(landed_by_path: Mapping[str, str], contract: Contract) -> list[Standing]:
    """The loads of one source object in delivery order; of a path only its latest bytes."""
    firsts: dict[str, Landed] = {}
    for path in sorted(landed_by_path, key=delivery_order):
        firsts.setdefault(landed_by_path[path], Landed(path, landed_by_path[path]))
    found = [Standing(landed) for landed in firsts.values()]
    if contract.load.mode == "full_snapshot":
        return _all_but_last(found)
    by_name: dict[str, list[int]] = {}
    for index, each in enumerate(found):
        if (name := logical_name(each.landed.path)) is not None:
            by_name.setdefault(name, []).append(index)
    for indexes in by_name.values():
        for index in indexes[:-1]:
            found[index] = replace(found[index], superseded_by=found[indexes[-1]].landed.path)
    return found


def _all_but_last(found: Sequence[Standing]) -> list[Standing]:
    last = found[-1].landed.path if found else ""
    return [*(replace(each, superseded_by=last) for each in found[:-1]), *found[-1:]]


def superseded(book: Book, landed_by_path: Mapping[str, str], contract: Contract) -> Book:
    """The book, told as superseded where another file took its place."""
    found = standings(landed_by_path, contract)
    if book.status == "quarantined":
        by = _mended_by(book.path, [each.landed.path for each in found], contract)
        told = f"{by} took its place; {book.reason}"
    elif book.status in ("landed", "already_landed"):
        by = next((e.superseded_by for e in found if e.landed.sha256 == book.sha256), None)
        told = f"{by} took its place"
    else:
        return book
    return replace(book, status="superseded", reason=told) if by else book


def _mended_by(path: str, landed: Sequence[str], contract: Contract) -> str | None:
    """The later file that makes up for a refused one: of the same window, or a whole snapshot."""
    window = logical_name(path)
    for each in landed:
        if delivery_order(each) > delivery_order(path) and (
            contract.load.mode == "full_snapshot" or (window and logical_name(each) == window)
        ):
            return each
    return None
