"""Union by union, the surest evidence first; a union that contradicts what is known is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dagster_project.documents import ConfigurationError
from dagster_project.matching.evidence import (
    FORCE_LINK,
    MEMBER_CODE,
    MERGED_BY_SOURCE,
    SCORED_ALONE,
    TIERS,
    Edges,
    Longs,
)
from dagster_project.matching.names import NOTHING, Half
from dagster_project.matching.overrides import Overrides
from dagster_project.matching.portrait import (
    FORCE_SPLIT,
    NONE,
    Portrait,
    contradiction,
    hard_contradiction,
)
from dagster_project.matching.records import Records

_FORCED, _MERGED = TIERS.index(FORCE_LINK), TIERS.index(MERGED_BY_SOURCE)
_EXCLUSIVE, _ALONE = TIERS.index(MEMBER_CODE), TIERS.index(SCORED_ALONE)


@dataclass(frozen=True)
class Refusal:
    """Two records that evidence would join and a contradiction keeps apart."""

    left: int
    right: int
    tier: int
    reason: str


@dataclass(frozen=True)
class Clusters:
    """`root[i]` is the first row of record i's cluster; `accepted` edges form a spanning forest."""

    root: Longs
    accepted: Longs  # row numbers of the edges that made a union
    refused: list[Refusal]


def cluster(records: Records, edges: Edges, forced: Overrides) -> Clusters:
    """Clusters of the records: a function of records and edges, not of their arrival."""
    parent = list(range(len(records)))
    portraits: dict[int, Portrait] = {}
    paint = painter(records, forced)
    accepted: list[int] = []
    refused: list[Refusal] = []

    def find(row: int) -> int:
        while parent[row] != row:
            parent[row] = row = parent[parent[row]]
        return row

    tries = zip(edges.left.tolist(), edges.right.tolist(), edges.tier.tolist(), strict=True)
    for number, (left, right, tier) in enumerate(tries):
        a, b = find(left), find(right)
        if a == b:
            continue
        one = portraits.get(a) or paint(a)
        two = portraits.get(b) or paint(b)
        if tier <= _MERGED or tier == _ALONE:
            reason = hard_contradiction(one, two)
        else:
            reason = contradiction(one, two, limited=tier > _EXCLUSIVE)
        if reason:
            if tier == _FORCED:
                raise _impossible(forced.places[left, right], reason)
            refused.append(Refusal(left, right, tier, reason))
            continue
        low, high = (a, b) if a < b else (b, a)
        parent[high] = low
        portraits[low] = one.joined(two)
        portraits.pop(high, None)
        accepted.append(number)
    root = np.array([find(row) for row in range(len(records))], np.int64)
    apart = [each for each in refused if root[each.left] != root[each.right]]
    return Clusters(root, np.array(accepted, np.int64), apart)


def painter(records: Records, forced: Overrides) -> Callable[[int], Portrait]:
    """The portrait of a single record."""
    columns = [
        column.tolist()
        for column in (
            records.member_class,
            records.birth,
            records.sex,
            records.name,
            records.email,
            *records.phones,
        )
    ]
    given, initials, nobody = records.names.given, records.names.initial, Half()

    def paint(row: int) -> Portrait:
        member, birth, sex, name, email, phone, other = (column[row] for column in columns)
        initial = initials[name] if name >= 0 else None
        return Portrait(
            frozenset((member,)) if member >= 0 else NONE,
            frozenset((birth,)) if birth else NONE,
            frozenset((sex,)) if sex else NONE,
            given[name] if name >= 0 else nobody,
            frozenset((initial,)) if initial else NOTHING,
            frozenset((email,)) if email >= 0 else NONE,
            frozenset(number for number in (phone, other) if number >= 0),
            forced.sides.get(row, frozenset()),
        )

    return paint


def _impossible(place: str, reason: str) -> ConfigurationError:
    found = (
        "records that another rule splits"
        if reason == FORCE_SPLIT
        else "two different member codes"
    )
    return ConfigurationError(
        f"{place}: force_link: found {found} among the records it would join; accepted: records of "
        "one member code or none; correct the code at its source, or remove the rule"
    )
