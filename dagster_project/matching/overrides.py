"""A steward's forced links and splits, translated to rows; contradictions fail before matching."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dagster_project.documents import ConfigurationError
from dagster_project.matching.evidence import FORCE_LINK, Edges
from dagster_project.matching.lookup import rows_of
from dagster_project.matching.records import Records
from dagster_project.matching.rules import ForcedRule, IdentityRules


@dataclass(frozen=True)
class Overrides:
    """Forced links as edges of tier 0, forced splits as the sides that records stand on."""

    links: Edges
    places: dict[tuple[int, int], str]  # a forced pair -> the line that demands it
    sides: dict[int, frozenset[tuple[int, int]]]  # row -> (split, side)
    unknown: tuple[str, ...]  # rules that name a record nobody delivered
    apart: frozenset[tuple[int, int]] = frozenset()  # pairs that a split names, in row order


def overrides(records: Records, rules: IdentityRules) -> Overrides:
    """The rules as rows; ConfigurationError where a split contradicts a member code."""
    every = [pair for rule in (*rules.force_link, *rules.force_split) for pair in rule.records]
    rows = rows_of(records.keys, every)
    places: dict[tuple[int, int], str] = {}
    for rule in rules.force_link:
        named = [row for pair in rule.records for row in rows[pair]]
        for left, right in zip(named, named[1:], strict=False):
            if left != right:
                places[min(left, right), max(left, right)] = rule.place
    sides: dict[int, frozenset[tuple[int, int]]] = {}
    apart: set[tuple[int, int]] = set()
    for number, rule in enumerate(rules.force_split):
        _one_code_stays_together(rule, rows, records)
        for side, pair in enumerate(rule.records):
            for row in rows[pair]:
                sides[row] = sides.get(row, frozenset()) | {(number, side)}
        for one, two in combinations(rule.records, 2):
            apart |= {(min(a, b), max(a, b)) for a in rows[one] for b in rows[two] if a != b}
    unknown = tuple(
        sorted({rule.place for rule in (*rules.force_link, *rules.force_split)
                if any(not rows[pair] for pair in rule.records)})
    )  # fmt: skip
    pairs = np.array(sorted(places), np.int64).reshape(-1, 2)
    return Overrides(
        Edges.of(FORCE_LINK, pairs[:, 0], pairs[:, 1]), places, sides, unknown, frozenset(apart)
    )


def _one_code_stays_together(
    rule: ForcedRule, rows: dict[tuple[str, str], list[int]], records: Records
) -> None:
    for kind, person in records.people.items():
        codes = [{int(person[row]) for row in rows[pair]} - {-1} for pair in rule.records]
        if any(code & other for code, other in combinations(codes, 2)):
            name = kind.replace("_", " ")
            raise ConfigurationError(
                f"{rule.place}: force_split: found records that carry the same {name}; "
                f"accepted: records with different {name}s or none; correct the code at its "
                "source, or remove the rule"
            )
