"""Candidate pairs so far below the threshold that one night cannot bring them there.

The weight of two unchanged records moves from night to night by the prior (how many records there
are) and by how frequent their names are. Both moves are known before any pair is weighed; as long
as they add up to less than a margin, a pair that was below the threshold by the margin stays below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.evidence import Doubles, Longs
from dagster_project.matching.features import key_of_half
from dagster_project.matching.memory import places
from dagster_project.matching.model import Model
from dagster_project.matching.nights import Column, Nights
from dagster_project.matching.records import Records

# How far below the threshold (bits) a pair lies that is not looked at again.
MARGIN = 4.0
# A name whose frequency moved further than this has few bearers: they are weighed anew instead.
_MOST_DRIFT = 0.25
# Weights are rounded to six digits.
_ROUNDING = 0.0001


@dataclass(frozen=True)
class Scores:
    """One row a compared pair: match weight, and the level each comparison reached."""

    left: Longs
    right: Longs
    weight: Doubles
    levels: dict[str, NDArray[np.int32]]

    def taken(self, rows: NDArray[Any]) -> Scores:
        """These rows only."""
        levels = {name: level[rows] for name, level in self.levels.items()}
        return Scores(self.left[rows], self.right[rows], self.weight[rows], levels)


class ColdPairs:
    """What last night knows of tonight's pairs, and tonight of tomorrow's."""

    def __init__(self, records: Records, model: Model, prior: float, nights: Nights) -> None:
        self._memory = nights.memory
        self._now = nights.now
        self._size = len(records)
        self._threshold = model.threshold
        self._model = model.version
        self._odds = float(np.log2(prior / (1 - prior)))
        self._touched = nights.changed("features", _compared(records))
        self._moved = 0.0  # since all pairs were weighed
        last = self._memory.last("cold_pairs_of")
        known = last.to_pylist()[0] if last is not None else None
        self._usable = known is not None and known["model"] == model.version
        drift = self._drift_of_names(records, model)
        if known and self._usable:
            moved = abs(self._odds - known["odds"]) + drift + _ROUNDING
            self._moved = known["moved"] + moved
        if self._moved >= MARGIN:
            self._usable, self._moved = False, 0.0

    def known(self, pairs: tuple[Longs, Longs]) -> NDArray[np.bool_]:
        """Which of the pairs, which stand in order, need not be weighed tonight."""
        last = self._memory.last("candidates")
        self._cold = np.zeros(len(pairs[0]), bool)
        if last is None or not self._usable:
            return self._cold.copy()
        last = last.filter(last["cold"])
        left, right = (self._now[last[side].to_numpy()] for side in ("left", "right"))
        touched = np.append(self._touched, True)  # a record that is gone: -1
        stays = ~touched[left] & ~touched[right]
        # Rows keep their order from night to night, so these pairs are in order as well.
        self._cold = _among(
            pairs[0] * self._size + pairs[1], left[stays] * self._size + right[stays]
        )
        return self._cold.copy()

    def remember(self, pairs: tuple[Longs, Longs], found: Scores) -> None:
        """Tonight's pairs; `found`: those that were weighed and are not hopeless."""
        near = found.weight >= self._threshold - (MARGIN - self._moved)
        hot = found.left[near] * self._size + found.right[near]
        is_hot = _among(pairs[0] * self._size + pairs[1], np.sort(hot))
        columns = {
            "left": pa.array(pairs[0], pa.int32()),
            "right": pa.array(pairs[1], pa.int32()),
            "cold": pa.array(~is_hot),
        }
        self._memory.keep("candidates", pa.table(columns))
        row = {"model": self._model, "odds": self._odds, "moved": self._moved}
        self._memory.keep("cold_pairs_of", pa.Table.from_pylist([row]))

    def _drift_of_names(self, records: Records, model: Model) -> float:
        """How far names may have moved a weight; bearers of those that moved far are touched."""
        total = 0.0
        for name, halves in records.names.halves.items():
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
            share = np.maximum(count / max(int(count.sum()), 1), _least_share(model, name))
            words = pa.array(list(number), pa.string())
            last = self._memory.last(f"shares_{name}")
            self._memory.keep(f"shares_{name}", pa.table({"word": words, "share": share}))
            if last is None or not self._usable:
                continue
            at = places(words, last["word"])
            then = np.append(last["share"].to_numpy(), np.inf)[at]
            drift = np.abs(np.log2(share) - np.log2(then))
            far = np.append(drift > _MOST_DRIFT, False)
            self._touched |= far[bearer]
            total += float(drift[~far[:-1]].max(initial=0.0))
        return total


def _least_share(model: Model, half: str) -> float:
    """Below this the model takes every name for equally rare."""
    for comparison in model.settings["comparisons"]:
        if comparison["output_column_name"] == half:
            for level in comparison["comparison_levels"]:
                if "tf_minimum_u_value" in level:
                    return float(level["tf_minimum_u_value"])
    return 1e-12


def _among(wanted: Longs, ordered: Longs) -> NDArray[np.bool_]:
    """Which numbers are in `ordered`."""
    if not len(ordered):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return ordered[at] == wanted


def _compared(records: Records) -> dict[str, Column]:
    """All that the model compares."""
    halves: dict[str, Column] = {
        name: (np.append(each.code, -1)[records.name].astype(np.int32), each.spelled())
        for name, each in records.names.halves.items()
    }
    return halves | {
        "email": (records.email, records.emails),
        "phone": (records.phones[0], records.phone_values),
        "other_phone": (records.phones[1], records.phone_values),
        "birth": (records.birth, None),
        "address": (records.addresses[0], records.address_values),
        "postal": (records.postal, records.postal_values),
        "street": (records.street, records.streets),
        "city": (records.city, records.cities),
    }
