"""Rows of records that someone names by source and record id."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def rows_of(keys: pa.Table, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """Row numbers of (source_system, source_record_id) pairs, in row order."""
    pairs = set(wanted)
    ids = pa.array(sorted({record for _, record in pairs}), pa.string())
    found: dict[tuple[str, str], list[int]] = {pair: [] for pair in pairs}
    hits = np.flatnonzero(
        pc.is_in(keys["source_record_id"], value_set=ids).to_numpy(zero_copy_only=False)
    )
    systems, records = keys["source_system"].take(hits), keys["source_record_id"].take(hits)
    for row, system, record in zip(
        hits.tolist(), systems.to_pylist(), records.to_pylist(), strict=True
    ):
        if (system, record) in found:
            found[system, record].append(row)
    return found
