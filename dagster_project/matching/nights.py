"""Tonight's records beside last night's: which are new, gone, or say something else now."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs
from dagster_project.matching.memory import Memory, places
from dagster_project.matching.records import Records

# Codes with what they stand for; with None: numbers that mean the same on every night.
Column = tuple[NDArray[np.integer], list[str] | None]
_GONE = -2


class Nights:
    """`before[i]`: last night's row of tonight's record i; `now[j]`: the reverse; -1: none.

    Both nights have their rows in the order of the keys, so two records never change places.
    """

    def __init__(self, before: Longs, last_count: int, memory: Memory) -> None:
        self.memory = memory
        self.before = before
        self.now: Longs = np.full(last_count, -1, np.int64)
        there = np.flatnonzero(before >= 0)
        self.now[before[there]] = there

    def assume(self, has_households: bool) -> bool:
        """Remember whether people share a door; returns whether last night assumed otherwise."""
        last = self.memory.last("assumed")
        self.memory.keep("assumed", pa.table({"has_households": [has_households]}))
        return last is not None and last["has_households"].to_pylist() != [has_households]

    def changed_values(self, records: Records) -> NDArray[np.bool_]:
        """Which records are new or say something else in what is compared."""
        halves: dict[str, Column] = {
            name: (np.append(each.code, -1)[records.name].astype(np.int32), each.spelled())
            for name, each in records.names.halves.items()
        }
        values: dict[str, Column] = {
            "email": (records.email, None),
            "phone": (records.phones[0], None),
            "other_phone": (records.phones[1], None),
            "birth": (records.birth, None),
            "address": (records.addresses[0], None),
            "postal": (records.postal, None),
            "street": (records.street, None),
            "city": (records.city, None),
        }
        return self.changed("features", halves | values)

    def changed(self, name: str, columns: dict[str, Column]) -> NDArray[np.bool_]:
        """Which records are new or differ from last night in one of these columns.

        Codes are compared by what they stand for. `name` tells one set of columns from another. A
        column that one of the nights does not have says nothing (-1) on it.
        """
        last = self.memory.last(name)
        nothing = np.full(len(self.before), -1, np.int32)
        gone = set(last.column_names) - columns.keys() if last is not None else set()
        columns = columns | {column: (nothing, None) for column in sorted(gone)}
        result = self.before < 0 if last is not None else np.ones(len(self.before), bool)
        rows = np.flatnonzero(~result)
        for column, (codes, words) in columns.items():
            if words is not None:
                table = pa.table({"word": pa.array(words, pa.string())})
                self.memory.keep(f"{name}_{column}", table)
            if last is None:
                continue
            then = nothing[rows]
            if column in last.column_names:
                then = last[column].to_numpy()[self.before[rows]]
            if words is not None:
                old = self.memory.last(f"{name}_{column}")
                if old is None:
                    return np.ones(len(self.before), bool)
                code = places(old["word"], table["word"])
                # A word that nobody has any more is not the same as none.
                then = np.append(np.where(code < 0, _GONE, code), -1)[then]
            result[rows] |= then != codes[rows]
        plain = {column: pa.array(codes) for column, (codes, _) in columns.items()}
        self.memory.keep(name, pa.table(plain))
        return result
