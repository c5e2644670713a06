"""What the probabilistic model compares: one row a record, the columns that two records share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.matching.evidence import Longs
from dagster_project.matching.names import Half
from dagster_project.matching.records import Ints, Records

_HALVES = pa.struct(
    [("key", pa.string()), ("written", pa.string()), ("read", pa.string()),
     ("forms", pa.list_(pa.string()))]
)  # fmt: skip


def features(records: Records, rows: Longs) -> pa.Table:
    """Columns of the model for these rows; `unique_id` is the row number, null says nothing."""
    table = records.names
    columns: dict[str, pa.Array] = {"unique_id": pa.array(rows, pa.int64())}
    for name, halves in table.halves.items():
        forms = zip(halves.forms, halves.halves, strict=True)
        told = pa.array([_told(*form, half) for form, half in forms], _HALVES)
        taken = _spread(told, np.append(halves.code, -1)[records.name[rows]].astype(np.int32))
        for field in ("key", "written", "read", "forms"):
            suffix = "" if field == "key" else f"_{field}"
            columns[f"{name}{suffix}"] = taken.field(field)
    emails = _spread(records.emails, records.email[rows])
    columns["email"] = emails
    columns["mailbox"] = pc.list_element(pc.split_pattern(emails, "@", max_splits=1), 0)
    columns["phone"] = _spread(records.phone_values, records.phones[0][rows])
    columns["other_phone"] = _spread(records.phone_values, records.phones[1][rows])
    birth = records.birth[rows]
    columns["birth"] = pa.array(birth.astype("U8"), mask=birth <= 0)
    address = _spread(records.address_values, records.addresses[0][rows])
    columns["address"] = address
    columns["block"] = pc.list_element(
        pc.split_pattern(address, "|", max_splits=1, reverse=True), 1
    )
    columns["postal"] = _spread(records.postal_values, records.postal[rows])
    columns["street"] = _spread(records.streets, records.street[rows])
    columns["city"] = _spread(records.cities, records.city[rows])
    return pa.table(columns)


def key_of_half(form: tuple[str | None, str | None], half: Half) -> str | None:
    """The one form of a half name that its frequency is counted by."""
    written, reading = form
    return reading or min(half.likely, default=None) or written


def _told(written: str | None, reading: str | None, half: Half) -> dict[str, Any]:
    """A half of a name."""
    read = reading or min(half.likely, default=None)
    return {
        "key": key_of_half((written, reading), half),
        "written": written,
        "read": read,
        "forms": sorted(half.forms) or None,
    }


def _spread(values: pa.Array, codes: Ints) -> pa.Array:
    return values.take(pa.array(codes, mask=codes < 0))
