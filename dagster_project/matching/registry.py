"""The memory of identity: every record's place in line and the customer id it last had.

One Parquet file holds the records and the alias history, so that it is replaced in one step.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

RECORDS = pa.schema(
    {
        "source_system": pa.string(),
        "source_object": pa.string(),
        "source_record_id": pa.string(),
        "rank": pa.int64(),
        "customer_id": pa.string(),
    }
)
ALIASES = pa.schema(
    {
        "old_customer_id": pa.string(),
        "customer_id": pa.string(),
        "reason": pa.string(),
        "valid_from_at": pa.timestamp("us"),
    }
)
_FILE = pa.schema(
    [pa.field("entry", pa.string()), *RECORDS, *(f for f in ALIASES if f.name != "customer_id")]
)


@dataclass(frozen=True)
class Registry:
    """`records`: one row a record ever seen; `aliases`: ids that stand for another one now."""

    records: pa.Table
    aliases: pa.Table

    @classmethod
    def empty(cls) -> Registry:
        return cls(RECORDS.empty_table(), ALIASES.empty_table())

    @classmethod
    def load(cls, path: Path) -> Registry:
        """The registry of a file that may not be there yet."""
        if not path.exists():
            return cls.empty()
        rows = pq.read_table(path, schema=_FILE)
        by_entry = {
            entry: rows.filter(pc.equal(rows["entry"], entry)) for entry in ("record", "alias")
        }
        return cls(
            by_entry["record"].select(RECORDS.names), by_entry["alias"].select(ALIASES.names)
        )

    def save(self, path: Path) -> None:
        """Replace the file in one step: a reader sees the old registry or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = pa.concat_tables(
            [_as_entries("record", self.records), _as_entries("alias", self.aliases)]
        )
        draft = path.with_name(path.name + ".tmp")
        with draft.open("wb") as file:
            pq.write_table(whole, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _as_entries(entry: str, table: pa.Table) -> pa.Table:
    count = len(table)
    columns = {
        field.name: table[field.name]
        if field.name in table.column_names
        else pa.nulls(count, field.type)
        for field in _FILE
        if field.name != "entry"
    }
    return pa.table({"entry": pa.array([entry] * count, pa.string()), **columns}, schema=_FILE)
