"""Implied parties: contacts that belong to no party row of their source.

One row for each distinct set of normalised identifiers in a source, however many rows carry it, so
that a loyal customer's e-mail does not look over-shared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from dagster_project.matching.cells import NormalisedCells

_CONTACTS = """
    select source_system, party_key, email, phone, member_code,
        cast(coalesce(first_load_seq, 0) as bigint) as first_seen,
        coalesce(has_live_row, true) as is_live
    from canonical.contact_set
    order by source_system, party_key
"""


@dataclass(frozen=True)
class ImpliedParties:
    """`table` looks like party rows; `record_id` says which of them each contact key became."""

    table: pa.Table
    source_system: pa.ChunkedArray
    party_key: pa.ChunkedArray
    record_id: pa.ChunkedArray  # null: no usable identifier, so nobody to know

    @property
    def unusable(self) -> int:
        """Contact keys without a single usable identifier."""
        return int(self.record_id.null_count)


def implied_parties(con: duckdb.DuckDBPyConnection, cells: NormalisedCells) -> ImpliedParties:
    """The implied parties of the open warehouse."""
    contacts = con.execute(_CONTACTS).to_arrow_table()
    columns = {
        kind: cells.words(kind, cells.codes(kind, contacts[kind]))
        for kind in ("email", "phone", "member_code")
    }
    names = contacts["source_system"].combine_chunks().dictionary_encode()
    system = names.indices.to_numpy().astype(np.int64)
    known = np.flatnonzero(np.any([codes >= 0 for codes, _ in columns.values()], axis=0))
    one = system[known]
    for codes, words in columns.values():
        # Dense after every column, so that the product never leaves 64 bits.
        _, one = np.unique(one * (len(words) + 1) + codes[known] + 1, return_inverse=True)
    _, first, party = np.unique(one, return_index=True, return_inverse=True)
    told = {
        kind: words.take(pa.array(codes[known[first]], mask=codes[known[first]] < 0))
        for kind, (codes, words) in columns.items()
    }
    spelled = zip(*(told[kind].to_pylist() for kind in told), strict=True)
    ids = [_record_id(dict(zip(told, found, strict=True))) for found in spelled]
    seen = contacts["first_seen"].to_numpy()[known]
    is_live = contacts["is_live"].to_numpy(zero_copy_only=False).astype(bool)[known]
    first_seen = np.full(len(first), np.iinfo(np.int64).max)
    np.minimum.at(first_seen, party, seen)
    is_deleted = np.ones(len(first), bool)
    is_deleted[party[is_live]] = False
    table = pa.table(
        {
            "source_system": names.dictionary.take(pa.array(system[known[first]])),
            "source_record_id": pa.array(ids, pa.string()),
            "first_seen": first_seen,
            "is_deleted": is_deleted,
            **told,
        },
        _SCHEMA,
    )
    of_contact = np.full(len(contacts), -1, np.int64)
    of_contact[known] = party
    record_ids = table["source_record_id"].take(pa.array(of_contact, mask=of_contact < 0))
    return ImpliedParties(table, contacts["source_system"], contacts["party_key"], record_ids)


_SCHEMA = pa.schema(
    {
        "source_system": pa.string(),
        "source_record_id": pa.string(),
        "first_seen": pa.int64(),
        "is_deleted": pa.bool_(),
        "email": pa.string(),
        "phone": pa.string(),
        "member_code": pa.string(),
    }
)


def _record_id(found: dict[str, str | None]) -> str:
    text = "|".join(f"{kind}={value or ''}" for kind, value in sorted(found.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
