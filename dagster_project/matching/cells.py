"""Distinct cells of a column normalised once, and remembered over nights in a table."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

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
_NOT_KEPT = {"postal_code", "member_code", "place"}


class NormalisedCells:
    """Normalises columns; `identity.normalised_value` holds what was worked out before."""

    def __init__(self, con: duckdb.DuckDBPyConnection, blocked: dict[str, frozenset[str]]) -> None:
        self._con = con
        self._blocked = {
            kind: {RULES[kind][0](value) for value in values} | {value.strip() for value in values}
            for kind, values in blocked.items()
        }
        con.execute("create schema if not exists identity")
        con.execute(
            "create table if not exists identity.normalised_value"
            " (kind text not null, raw text not null, value text)"
        )

    def column(self, kind: str, cells: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
        """A code for every cell (-1: nothing usable) and what codes stand for, in text order."""
        encoded = pa.chunked_array(cells, pa.string()).combine_chunks().dictionary_encode()
        raw = encoded.dictionary.to_pylist()
        blocked = self._blocked.get(kind, set())
        values = [None if value in blocked else value for value in self._values(kind, raw)]
        words = sorted({value for value in values if value is not None})
        number = {word: code for code, word in enumerate(words)}
        codes = np.array([number[v] if v is not None else -1 for v in values] + [-1], np.int32)
        return codes[encoded.indices.fill_null(len(raw)).to_numpy(zero_copy_only=False)], words

    def _values(self, kind: str, raw: list[str]) -> list[str | None]:
        rule, version = RULES[kind]
        if kind in _NOT_KEPT or not raw:
            return [rule(cell) for cell in raw]
        label = f"{kind}/{version}"
        known = self._known(kind, label)
        fresh = {cell: rule(cell) for cell in raw if cell not in known}
        self._keep(label, fresh)
        known.update(fresh)
        return [known[cell] for cell in raw]

    def _known(self, kind: str, label: str) -> dict[str, str | None]:
        self._con.execute(
            "delete from identity.normalised_value"
            " where split_part(kind, '/', 1) = ? and kind <> ?",
            [kind, label],
        )
        rows = self._con.execute(
            "select raw, value from identity.normalised_value where kind = ?", [label]
        ).to_arrow_table()
        return dict(zip(rows["raw"].to_pylist(), rows["value"].to_pylist(), strict=True))

    def _keep(self, label: str, fresh: dict[str, str | None]) -> None:
        if not fresh:
            return
        table = pa.table(
            {
                "kind": pa.array([label] * len(fresh), pa.string()),
                "raw": pa.array(list(fresh), pa.string()),
                "value": pa.array(list(fresh.values()), pa.string()),
            }
        )
        self._con.register("fresh_values", table)
        self._con.execute("insert into identity.normalised_value select * from fresh_values")
        self._con.unregister("fresh_values")
