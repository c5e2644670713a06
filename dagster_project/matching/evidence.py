"""Edges: pairs of records that some evidence says are one person, each with its tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dagster_project.matching.records import Records

if TYPE_CHECKING:
    from dagster_project.matching.doors import Assumption
    from dagster_project.matching.nights import Nights

Longs = NDArray[np.int64]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Tier:
    """A kind of evidence. `weight`: the share of such links that were right on labelled sets."""

    name: str
    weight: float


FORCE_LINK = Tier("force_link", 1.0)
MERGED_BY_SOURCE = Tier("merged_by_source", 1.0)
MEMBER_CODE = Tier("member_code", 0.999)
# An id of a type that `identity.yaml` declares to be one person's alone.
EXCLUSIVE_ID = Tier("exclusive_id", 0.999)
EMAIL_NAME = Tier("email_name", 0.997)
PHONE_NAME = Tier("phone_name", 0.994)
NAME_BIRTH = Tier("name_birth", 0.991)
# One mailbox and one whole name, but a mail domain that looks mistyped on one side.
EMAIL_SLIP_NAME = Tier("email_slip_name", 0.97)
# One whole name and one id of a type that nobody declared: no labelled set has such, so a guess.
IDENTIFIER_NAME = Tier("identifier_name", 0.97)
PHONE_ONLY = Tier("phone_only", 0.982)
EMAIL_ONLY = Tier("email_only", 0.965)
NAME_ADDRESS = Tier("name_address", 0.935)
SCORED = Tier("scored", 0.9)
# Where a company's records show no households, another name at one door is a slip, not a sibling.
SCORED_ALONE = Tier("scored_alone", 0.9)
# The order in which unions are tried: the surest first, the bridges last.
TIERS = (
    FORCE_LINK,
    MERGED_BY_SOURCE,
    MEMBER_CODE,
    EXCLUSIVE_ID,
    EMAIL_NAME,
    PHONE_NAME,
    NAME_BIRTH,
    IDENTIFIER_NAME,
    EMAIL_SLIP_NAME,
    NAME_ADDRESS,
    PHONE_ONLY,
    EMAIL_ONLY,
    SCORED,
    SCORED_ALONE,
)


@dataclass(frozen=True)
class Edges:
    """One row a pair: left < right, place of its tier in `TIERS`, weight."""

    left: Longs
    right: Longs
    tier: Longs
    weight: Doubles

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def of(cls, tier: Tier, left: Longs, right: Longs, weight: Doubles | None = None) -> Edges:
        low, high = np.minimum(left, right), np.maximum(left, right)
        weights = np.full(len(low), tier.weight, np.float64) if weight is None else weight
        return cls(low, high, np.full(len(low), TIERS.index(tier), np.int64), weights)

    @classmethod
    def together(cls, parts: list[Edges]) -> Edges:
        """All parts in the order of trial, each pair once, on its surest evidence."""
        left, right, tier, weight = (
            np.concatenate([getattr(part, column) for part in parts])
            for column in ("left", "right", "tier", "weight")
        )
        order = np.lexsort((right, left, -weight, tier))
        pair = (left * (int(right.max(initial=0)) + 1) + right)[order]
        _, first = np.unique(pair, return_index=True)
        keep = order[np.sort(first)]
        return cls(left[keep], right[keep], tier[keep], weight[keep])


class Scorer(Protocol):
    """The seam for a probabilistic model: what it assumes of households, and pairs of its own."""

    def assumption(self, records: Records) -> Assumption:
        """Whether people share a door in these records."""

    def __call__(self, records: Records, nights: Nights, has_households: bool) -> Edges:
        """Weighted pairs among tonight's records, which stand beside last night's."""


# Every member of a group meets this many of the next ones: all pairs of a person's few records,
# and still a line, not a square, where a group is large.
_NEXT = 5


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Each number once, in order; NumPy's own `unique` hashes, which takes longer."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]


def pairs_within(group: Longs, record: Longs) -> tuple[Longs, Longs, Longs]:
    """(group, left, right) of records that stand in one group."""
    order = np.lexsort((record, group))
    group, record = group[order], record[order]
    found = []
    for step in range(1, _NEXT + 1):
        same = np.flatnonzero((group[:-step] == group[step:]) & (record[:-step] != record[step:]))
        found.append((group[same], record[same], record[same + step]))
    return (
        np.concatenate([each[0] for each in found]),
        np.concatenate([each[1] for each in found]),
        np.concatenate([each[2] for each in found]),
    )
