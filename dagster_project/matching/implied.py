"""Implied parties: contacts that belong to no party row of their source.

One row for each distinct set of normalised identifiers in a source, however many rows carry it, so
that a loyal customer's e-mail does not look over-shared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from dagster_project.matching.cells import NormalisedCells
from dagster_project.matching.records import Ints

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
    source_system: list[str]
    party_key: list[str]
    record_id: list[str | None]  # None: no usable identifier, so nobody to know

    @property
    def unusable(self) -> int:
        """Contact keys without a single usable identifier."""
        return self.record_id.count(None)


def implied_parties(con: duckdb.DuckDBPyConnection, cells: NormalisedCells) -> ImpliedParties:
    """The implied parties of the open warehouse."""
    contacts = con.execute(_CONTACTS).to_arrow_table()
    columns = {
        kind: cells.words(kind, cells.codes(kind, contacts[kind]))
        for kind in ("email", "phone", "member_code")
    }
    texts = {kind: _spelled(*coded) for kind, coded in columns.items()}
    systems = contacts["source_system"].to_pylist()
    first_seen = contacts["first_seen"].to_numpy()
    is_live = contacts["is_live"].to_numpy(zero_copy_only=False)

    rows: dict[tuple[str, str], dict[str, object]] = {}
    record_ids: list[str | None] = []
    for number, system in enumerate(systems):
        found = {kind: values[number] for kind, values in texts.items()}
        if not any(found.values()):
            record_ids.append(None)
            continue
        record_id = _record_id(found)
        row = rows.setdefault(
            (system, record_id),
            found
            | {
                "source_system": system,
                "source_record_id": record_id,
                "first_seen": int(first_seen[number]),
                "is_deleted": True,
            },
        )
        row["first_seen"] = min(int(first_seen[number]), int(str(row["first_seen"])))
        row["is_deleted"] = bool(row["is_deleted"]) and not bool(is_live[number])
        record_ids.append(record_id)
    return ImpliedParties(
        pa.Table.from_pylist(list(rows.values()), _SCHEMA),
        systems,
        contacts["party_key"].to_pylist(),
        record_ids,
    )


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


def _spelled(codes: Ints, words: pa.Array) -> list[str | None]:
    spelled: list[str | None] = words.take(pa.array(codes, mask=codes < 0)).to_pylist()
    return spelled
