"""Tonight's records beside last night's: which are new, gone, or say something else now."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs
from dagster_project.matching.memory import Memory, places
from dagster_project.matching.records import Records

# Codes with what they stand for, or plain numbers with None.
Column = tuple[NDArray[np.integer], list[str] | None]
_GONE = -2


class Nights:
    """`before[i]`: last night's row of tonight's record i; `now[j]`: the reverse; -1: none.

    Both nights have their rows in the order of the keys, so two records never change places.
    """

    def __init__(self, records: Records, memory: Memory) -> None:
        columns = [column.combine_chunks() for column in pa.table(records.keys).columns]
        keys = pc.binary_join_element_wise(*columns, "\x1f")
        last = memory.last("keys")
        self.memory = memory
        self.before: Longs = np.full(len(records), -1, np.int64)
        self.now: Longs = np.zeros(0, np.int64)
        if last is not None:
            self.before = places(keys, last["key"])
            self.now = np.full(len(last), -1, np.int64)
            there = np.flatnonzero(self.before >= 0)
            self.now[self.before[there]] = there
        memory.keep("keys", pa.table({"key": keys}))

    def changed_values(self, records: Records) -> NDArray[np.bool_]:
        """Which records are new or say something else in what is compared."""
        halves: dict[str, Column] = {
            name: (np.append(each.code, -1)[records.name].astype(np.int32), each.spelled())
            for name, each in records.names.halves.items()
        }
        values: dict[str, Column] = {
            "email": (records.email, records.emails),
            "phone": (records.phones[0], records.phone_values),
            "other_phone": (records.phones[1], records.phone_values),
            "birth": (records.birth, None),
            "address": (records.addresses[0], records.address_values),
            "postal": (records.postal, records.postal_values),
            "street": (records.street, records.streets),
            "city": (records.city, records.cities),
        }
        return self.changed("features", halves | values)

    def changed(self, name: str, columns: dict[str, Column]) -> NDArray[np.bool_]:
        """Which records are new or differ from last night in one of these columns.

        Codes are compared by what they stand for. `name` tells one set of columns from another.
        """
        last = self.memory.last(name)
        result = self.before < 0 if last is not None else np.ones(len(self.before), bool)
        rows = np.flatnonzero(~result)
        for column, (codes, words) in columns.items():
            if words is not None:
                table = pa.table({"word": pa.array(words, pa.string())})
                self.memory.keep(f"{name}_{column}", table)
            if last is None:
                continue
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
