"""What the levels of a pair weigh: the sum that Splink's model defines, for many pairs at once.

Which level a pair reaches depends on its two records alone and is remembered; what it weighs also
depends on how many records there are and how frequent a name is among them, and is summed up anew
every night.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dagster_project.matching.evidence import Doubles, Longs
from dagster_project.matching.features import key_of_half
from dagster_project.matching.records import Records

COMPARED = ("given", "family", "email", "phone", "birth", "address")
Levels = dict[str, NDArray[np.int8]]  # 0 is disagreement, -1 unknown: see `comparisons`


@dataclass(frozen=True)
class Scores:
    """One row a compared pair: match weight, and the level each comparison reached."""

    left: Longs
    right: Longs
    weight: Doubles
    levels: Levels

    def taken(self, rows: NDArray[Any]) -> Scores:
        """These rows only."""
        levels = {name: level[rows] for name, level in self.levels.items()}
        return Scores(self.left[rows], self.right[rows], self.weight[rows], levels)


def prior_of(pairs_per_record: float, count: int) -> float:
    """The chance that two records drawn at random are one person."""
    return min(2 * pairs_per_record / max(count, 2), 0.5)


def weights(
    records: Records, left: Longs, right: Longs, levels: Levels, model: dict[str, Any], prior: float
) -> Doubles:
    """Match weights (log2 of the odds), rounded to six digits."""
    total = np.full(len(left), np.log2(prior / (1 - prior)))
    for comparison in model["comparisons"]:
        name = comparison["output_column_name"]
        known = [x for x in comparison["comparison_levels"] if not x.get("is_null_level")]
        # Levels count down to 0; the last place stands for -1, unknown.
        told = [np.log2(x["m_probability"] / x["u_probability"]) for x in reversed(known)]
        total += np.array([*told, 0.0])[levels[name]]
        for level, entry in enumerate(reversed(known)):
            if "tf_adjustment_column" in entry:
                rows = np.flatnonzero(levels[name] == level)
                share = shares(records, entry["tf_adjustment_column"])
                both = np.maximum(share[left[rows]], share[right[rows]])
                least = np.maximum(both, entry.get("tf_minimum_u_value", 0.0))
                usual = np.log2(entry["u_probability"])
                scale = entry.get("tf_adjustment_weight", 1.0)
                total[rows] += np.where(both > 0, scale * (usual - np.log2(least)), 0.0)
    return np.round(total, 6)


def shares(records: Records, half: str) -> Doubles:
    """For each record, how many of those that have such a name have the same; 0: it has none."""
    halves = records.names.halves[half]
    number: dict[str, int] = {}
    code = np.array(
        [
            number.setdefault(key, len(number)) if key else -1
            for key in map(key_of_half, halves.forms, halves.halves)
        ]
        + [-1],
        np.int64,
    )
    bearer = code[np.append(halves.code, -1)[records.name]]
    count = np.bincount(bearer[bearer >= 0], minlength=len(number))
    return np.append(count / max(int(count.sum()), 1), 0.0)[bearer]
