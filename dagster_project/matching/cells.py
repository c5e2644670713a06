"""Distinct cells of a column normalised once, and remembered from night to night."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.memory import Memory, places
from dagster_project.matching.normalise import (
    address_keys,
    email,
    identifier,
    member_code,
    phone,
    place_text,
    postal_code,
)
from dagster_project.matching.normalise.phone import JAPAN

# The number rises whenever a rule changes what it gives, so that no older answer is taken for it.
RULES: dict[str, tuple[Callable[[str], str | None], int]] = {
    "email": (email, 1),
    "phone": (phone, 2),
    "address": (address_keys, 2),
    "postal_code": (postal_code, 2),
    "member_code": (member_code, 1),
    "place": (place_text, 1),
    "identifier": (identifier, 1),
}
# What other models look up in `identity.normalised_value`.
_SHOWN = ("email", "phone", "address")
Ints = NDArray[np.int32]
# `word`: the code of the value, its place among the words; -1: nothing usable.
_CELLS = pa.schema([("raw", pa.string()), ("value", pa.string()), ("word", pa.int32())])
_WORDS = pa.schema([("word", pa.string())])


class NormalisedCells:
    """Normalises columns; works out only what neither this night nor the last one has seen.

    A cell has one code from night to night, and so has its normal form: tables only grow, until
    less than half of one is in use.
    """

    def __init__(
        self,
        blocked: dict[str, frozenset[str]],
        memory: Memory | None = None,
        country: str = JAPAN,
    ) -> None:
        self._rules = {kind: rule for kind, (rule, _) in RULES.items()}
        self._rules["phone"] = partial(phone, country=country)
        self._blocked = {
            kind: pa.array(
                sorted(
                    {word for value in values if (word := self._rules.get(kind, identifier)(value))}
                    | {value.strip() for value in values}
                ),
                pa.string(),
            )
            for kind, values in blocked.items()
        }
        self._memory = memory or Memory()
        self._known: dict[str, pa.Table] = {}
        self._words: dict[str, pa.Array] = {}
        self._used: dict[str, NDArray[np.bool_]] = {}

    def codes(self, kind: str, cells: pa.ChunkedArray) -> Ints:
        """A code for every cell; -1: null."""
        rule = self._rules[kind]
        encoded = pa.chunked_array(cells, pa.string()).combine_chunks().dictionary_encode()
        raw = encoded.dictionary
        known = self._table(kind)
        at = places(raw, known["raw"])
        new = np.flatnonzero(at < 0)
        if len(new):
            fresh = raw.take(pa.array(new))
            found = pa.array([rule(cell) for cell in fresh.to_pylist()], pa.string())
            word = pa.array(self._codes_of_words(kind, found), pa.int32())
            at[new] = len(known) + np.arange(len(new))
            table = pa.concat_tables([known, pa.table([fresh, found, word], _CELLS)])
            self._known[kind] = table.combine_chunks()
            self._used[kind] = np.append(self._used[kind], np.zeros(len(new), bool))
        rows = encoded.indices.fill_null(len(raw)).to_numpy(zero_copy_only=False)
        return np.append(at, -1)[rows].astype(np.int32)

    def words(
        self, kind: str, codes: Ints, *, blocked_as: str | None = None
    ) -> tuple[Ints, pa.Array]:
        """The normal form of each cell as a code (-1: nothing usable), and what these stand for.

        `blocked_as`: the type whose blocked values say nothing, where it is not the kind.
        """
        blocked = self._blocked.get(blocked_as or kind)
        self._used[kind][codes[codes >= 0]] = True
        word, words = self._table(kind)["word"].to_numpy(), self._words[kind]
        if blocked is not None and len(words):
            is_blocked = pc.is_in(words, value_set=blocked).to_numpy(False)
            word = np.where(np.append(is_blocked, True)[word], -1, word)
        return np.append(word, -1).astype(np.int32)[codes], words

    def finish(self, con: duckdb.DuckDBPyConnection) -> None:
        """Shows tonight's values in `identity.normalised_value` and remembers all."""
        con.execute("create schema if not exists identity")
        con.execute(
            "create or replace table identity.normalised_value"
            " (kind text not null, raw text not null, value text)"
        )
        for kind, known in self._known.items():
            used = self._used[kind]
            self._memory.keep(f"cells_{kind}", known)
            self._memory.keep(f"words_{kind}", pa.table([self._words[kind]], _WORDS))
            if int(used.sum()) * 2 < len(used):
                self._memory.forget()
            if kind in _SHOWN:
                con.register("tonight", known.select(["raw", "value"]).filter(pa.array(used)))
                con.execute(
                    "insert into identity.normalised_value select ?, raw, value from tonight",
                    [f"{kind}/{RULES[kind][1]}"],
                )
                con.unregister("tonight")

    def _codes_of_words(self, kind: str, values: pa.Array) -> NDArray[np.int64]:
        """The code of each value; one that is new gets the next."""
        encoded, words = values.dictionary_encode(), self._words[kind]
        code = places(encoded.dictionary, words)
        new = np.flatnonzero(code < 0)
        code[new] = len(words) + np.arange(len(new))
        self._words[kind] = pa.concat_arrays([words, encoded.dictionary.take(pa.array(new))])
        of = encoded.indices.fill_null(len(code)).to_numpy(zero_copy_only=False)
        return np.append(code, -1)[of]

    def _table(self, kind: str) -> pa.Table:
        if kind not in self._known:
            last, words = self._memory.last(f"cells_{kind}"), self._memory.last(f"words_{kind}")
            self._known[kind] = _CELLS.empty_table() if last is None else last.combine_chunks()
            self._words[kind] = (
                pa.array([], pa.string()) if words is None else words["word"].combine_chunks()
            )
            self._used[kind] = np.zeros(len(self._known[kind]), bool)
        return self._known[kind]
