"""Union by union, the surest evidence first; a union that contradicts what is known is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dagster_project.documents import ConfigurationError
from dagster_project.matching.earlier_unions import (
    UNTRIED,
    components,
    earlier_outcomes,
    remember,
)
from dagster_project.matching.evidence import (
    EXCLUSIVE_ID,
    FORCE_LINK,
    MERGED_BY_SOURCE,
    SCORED_ALONE,
    TIERS,
    Edges,
    Longs,
)
from dagster_project.matching.names import NOTHING, Half
from dagster_project.matching.nights import Nights
from dagster_project.matching.overrides import Overrides
from dagster_project.matching.portrait import (
    FORCE_SPLIT,
    NONE,
    REASONS,
    TWO_EXCLUSIVE_IDS,
    Portrait,
    contradiction,
    hard_contradiction,
)
from dagster_project.matching.records import Records

_FORCED, _MERGED = TIERS.index(FORCE_LINK), TIERS.index(MERGED_BY_SOURCE)
_EXCLUSIVE, _ALONE = TIERS.index(EXCLUSIVE_ID), TIERS.index(SCORED_ALONE)
# What became of an edge; from 2 on the place in REASONS of what refused it.
_NEEDLESS, _ACCEPTED = 0, 1


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


def cluster(records: Records, edges: Edges, forced: Overrides, nights: Nights) -> Clusters:
    """Clusters of the records: a function of records and edges, not of arrival or last night."""
    outcome = earlier_outcomes(records, edges, forced, nights)
    _try(records, edges, forced, outcome)
    remember(edges, outcome, nights)
    accepted = np.flatnonzero(outcome == _ACCEPTED)
    label = components(len(records), edges.left[accepted], edges.right[accepted])
    _, first, of = np.unique(label, return_index=True, return_inverse=True)
    root = first[of].astype(np.int64)
    apart = np.flatnonzero((outcome > _ACCEPTED) & (root[edges.left] != root[edges.right]))
    columns = (column[apart].tolist() for column in (edges.left, edges.right, edges.tier, outcome))
    refused = [
        Refusal(left, right, tier, REASONS[why - _ACCEPTED - 1])
        for left, right, tier, why in zip(*columns, strict=True)
    ]
    return Clusters(root, accepted, refused)


def _try(records: Records, edges: Edges, forced: Overrides, outcome: NDArray[np.int8]) -> None:
    """Tries the untried edges in their order and fills in what became of each."""
    parent: dict[int, int] = {}
    portraits: dict[int, Portrait] = {}
    untried = np.flatnonzero(outcome == UNTRIED)
    rows = np.unique(np.concatenate((edges.left[untried], edges.right[untried])))
    paint = painter(records, forced, rows)

    def find(row: int) -> int:
        while (above := parent.get(row, row)) != row:
            parent[row] = row = parent.get(above, above)
        return row

    columns = (column[untried].tolist() for column in (edges.left, edges.right, edges.tier))
    for number, left, right, tier in zip(untried.tolist(), *columns, strict=True):
        a, b = find(left), find(right)
        if a == b:
            outcome[number] = _NEEDLESS
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
            outcome[number] = _ACCEPTED + 1 + REASONS.index(reason)
            continue
        low, high = (a, b) if a < b else (b, a)
        parent[high] = low
        portraits[low] = one.joined(two)
        portraits.pop(high, None)
        outcome[number] = _ACCEPTED


def painter(records: Records, forced: Overrides, rows: Longs) -> Callable[[int], Portrait]:
    """The portrait of a single record, for each of these rows."""
    columns = (
        records.member_class,
        records.birth,
        records.sex,
        records.name,
        records.email,
        *records.phones,
    )
    cells = dict(
        zip(
            rows.tolist(),
            zip(*(column[rows].tolist() for column in columns), strict=True),
            strict=True,
        )
    )
    others: dict[int, frozenset[tuple[str, int]]] = {}
    for kind, person in records.people.items():
        known = rows[person[rows] >= 0] if kind != "member_code" else rows[:0]
        for row, number in zip(known.tolist(), person[known].tolist(), strict=True):
            others[row] = others.get(row, frozenset()) | {(kind, number)}
    given, initials, nobody = records.names.given, records.names.initial, Half()

    def paint(row: int) -> Portrait:
        member, birth, sex, name, email, phone, other = cells[row]
        initial = initials[name] if name >= 0 else None
        return Portrait(
            frozenset((member,)) if member >= 0 else NONE,
            frozenset((birth,)) if birth else NONE,
            frozenset((sex,)) if sex else NONE,
            given[name] if name >= 0 else nobody,
            frozenset((initial,)) if initial else NOTHING,
            frozenset((email,)) if email >= 0 else NONE,
            frozenset(number for number in (phone, other) if number >= 0),
            others.get(row, frozenset()),
            forced.sides.get(row, frozenset()),
        )

    return paint


def _impossible(place: str, reason: str) -> ConfigurationError:
    found = {
        FORCE_SPLIT: "records that another rule splits",
        TWO_EXCLUSIVE_IDS: "two different ids of a type that is declared exclusive",
    }.get(reason, "two different member codes")
    return ConfigurationError(
        f"{place}: force_link: found {found} among the records it would join; accepted: records of "
        "one member code or none; correct the code at its source, or remove the rule"
    )
