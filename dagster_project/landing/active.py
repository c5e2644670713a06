"""Which loads count: the latest look at each path, corrections, snapshots and doubled files settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dagster_project.contracts import Contract
from dagster_project.landing.delivery import delivery_order, first_date, logical_name


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
    """The loads of one source object in delivery order; a path says only its latest landed bytes."""
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


def repaired_by(path: str, landed: Sequence[Landed], contract: Contract) -> str | None:
    """The landed file that makes up for a refused one: the same window, or a later snapshot."""
    name = logical_name(path)
    later = (each for each in landed if delivery_order(each.path) > delivery_order(path))
    for each in later:
        same_window = name is not None and logical_name(each.path) == name
        if same_window or contract.load.mode == "full_snapshot":
            return each.path
    return None


def delivered_on(path: str) -> str | None:
    day = first_date(path)
    return day.isoformat() if day else None
