"""What the probabilistic model compares: one row a record, the columns that two records share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from dagster_project.matching.names import Half
from dagster_project.matching.normalise.email import mailbox
from dagster_project.matching.records import Ints, Records

_HALVES = pa.struct(
    [("key", pa.string()), ("written", pa.string()), ("read", pa.string()),
     ("forms", pa.list_(pa.string()))]
)  # fmt: skip


def features(records: Records) -> pa.Table:
    """Columns of the model; `unique_id` is the row number, null says nothing."""
    table = records.names
    columns: dict[str, pa.Array] = {"unique_id": pa.array(np.arange(len(records)), pa.int64())}
    for name, halves in table.halves.items():
        forms = zip(halves.forms, halves.halves, strict=True)
        told = pa.array([_told(*form, half) for form, half in forms], _HALVES)
        taken = _spread(told, np.append(halves.code, -1)[records.name].astype(np.int32))
        for field in ("key", "written", "read", "forms"):
            suffix = "" if field == "key" else f"_{field}"
            columns[f"{name}{suffix}"] = taken.field(field)
    columns["email"] = _words(records.emails, records.email)
    columns["mailbox"] = _words([mailbox(address) for address in records.emails], records.email)
    columns["phone"] = _words(records.phone_values, records.phones[0])
    columns["other_phone"] = _words(records.phone_values, records.phones[1])
    known = records.birth > 0
    columns["birth"] = pa.array(records.birth.astype("U8"), mask=~known)
    columns["address"] = _words(records.address_values, records.addresses[0])
    blocks = [address.rsplit("|", 1)[1] for address in records.address_values]
    columns["block"] = _words(blocks, records.addresses[0])
    columns["postal"] = _words(records.postal_values, records.postal)
    columns["street"] = _words(records.streets, records.street)
    columns["city"] = _words(records.cities, records.city)
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
        "forms": sorted(half.tokens) or None,
    }


def _words(values: Sequence[str | None], codes: Ints) -> pa.Array:
    return _spread(pa.array(values, pa.string()), codes)


def _spread(values: pa.Array, codes: Ints) -> pa.Array:
    return values.take(pa.array(codes, mask=codes < 0))
