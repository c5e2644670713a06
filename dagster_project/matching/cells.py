"""Distinct cells of a column normalised once, and remembered from night to night."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.memory import Memory, places
from dagster_project.matching.normalise import (
    address_keys,
    email,
    member_code,
    phone,
    place_text,
    postal_code,
)

# The number rises whenever a rule changes what it gives, so that no older answer is taken for it.
RULES: dict[str, tuple[Callable[[str], str | None], int]] = {
    "email": (email, 1),
    "phone": (phone, 1),
    "address": (address_keys, 2),
    "postal_code": (postal_code, 2),
    "member_code": (member_code, 1),
    "place": (place_text, 1),
}
# Cheaper to work out than to look up.
_NOT_KEPT = {"postal_code", "member_code"}
# What other models look up in `identity.normalised_value`.
_SHOWN = ("email", "phone", "address")
_PAIRS = pa.schema([("raw", pa.string()), ("value", pa.string())])


class NormalisedCells:
    """Normalises columns; works out only what neither this night nor the last one has seen."""

    def __init__(self, blocked: dict[str, frozenset[str]], memory: Memory | None = None) -> None:
        self._blocked = {
            kind: pa.array(
                sorted(
                    {word for value in values if (word := RULES[kind][0](value))}
                    | {value.strip() for value in values}
                ),
                pa.string(),
            )
            for kind, values in blocked.items()
        }
        self._memory = memory or Memory()
        self._known: dict[str, pa.Table] = {}
        self._used: dict[str, NDArray[np.bool_]] = {}

    def column(self, kind: str, cells: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
        """A code for every cell (-1: nothing usable) and what codes stand for, in text order."""
        encoded = pa.chunked_array(cells, pa.string()).combine_chunks().dictionary_encode()
        raw = encoded.dictionary
        values = self._values(kind, raw)
        if kind in self._blocked:
            is_blocked = pc.is_in(values, value_set=self._blocked[kind])
            values = pc.if_else(is_blocked, pa.scalar(None, pa.string()), values)
        words = pc.unique(values.drop_null())
        words = words.take(pc.sort_indices(words))
        codes = np.append(places(values, words), -1).astype(np.int32)
        rows = encoded.indices.fill_null(len(raw)).to_numpy(zero_copy_only=False)
        return codes[rows], words.to_pylist()

    def finish(self, con: duckdb.DuckDBPyConnection) -> None:
        """Shows tonight's values in `identity.normalised_value` and remembers them."""
        con.execute("create schema if not exists identity")
        con.execute(
            "create or replace table identity.normalised_value"
            " (kind text not null, raw text not null, value text)"
        )
        for kind, known in self._known.items():
            tonight = known.filter(pa.array(self._used[kind]))
            self._memory.keep(_name(kind), tonight)
            if kind in _SHOWN:
                con.register("tonight", tonight)
                con.execute(
                    "insert into identity.normalised_value select ?, raw, value from tonight",
                    [f"{kind}/{RULES[kind][1]}"],
                )
                con.unregister("tonight")

    def _values(self, kind: str, raw: pa.Array) -> pa.Array:
        rule, _ = RULES[kind]
        if kind in _NOT_KEPT:
            return pa.array([rule(cell) for cell in raw.to_pylist()], pa.string())
        if kind not in self._known:
            last = self._memory.last(_name(kind))
            self._known[kind] = _PAIRS.empty_table() if last is None else last
            self._used[kind] = np.zeros(len(self._known[kind]), bool)
        known = self._known[kind]
        at = places(raw, known["raw"])
        new = np.flatnonzero(at < 0)
        fresh = raw.take(pa.array(new))
        found = pa.array([rule(cell) for cell in fresh.to_pylist()], pa.string())
        at[new] = len(known) + np.arange(len(new))
        known = pa.concat_tables([known, pa.table([fresh, found], _PAIRS)]).combine_chunks()
        used = np.append(self._used[kind], np.ones(len(new), bool))
        used[at] = True
        self._known[kind], self._used[kind] = known, used
        return pc.take(known["value"], pa.array(at)).combine_chunks()


def _name(kind: str) -> str:
    return f"cells_{kind}"
