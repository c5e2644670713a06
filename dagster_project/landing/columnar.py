"""Rows of a Parquet file as records: every value as the text that its type means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.landing.header import MOST_COLUMNS
from dagster_project.landing.jsonrecords import Record
from dagster_project.landing.refusal import RefusedFile

# A value that the file holds once may stand in every row, so few rows are taken at a time.
_BATCH = 256
_MOST_BYTES = 128 << 20
# What the format itself tells of damage; anything else is a mistake of this program.
_BROKEN = (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError)


def parquet_rows(file: Path) -> Iterator[Record]:
    """Rows in the file's order, checked against its own checksums and its own count."""
    count = 0
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as source:
            names = source.schema_arrow.names
            _check_names(names)
            for batch in source.iter_batches(batch_size=_BATCH):
                if batch.nbytes > _MOST_BYTES:
                    raise RefusedFile(
                        "row too long",
                        f"behind row {count:,}: found {batch.nbytes:,} bytes in "
                        f"{batch.num_rows:,} rows; accepted: shorter values",
                    )
                columns = [_plain(column).to_pylist() for column in batch.columns]
                for values in zip(*columns, strict=True):
                    yield dict(zip(names, values, strict=True))
                count += batch.num_rows
            declared = source.metadata.num_rows
    except _BROKEN as error:
        raise RefusedFile(
            "parquet broken",
            f"behind row {count:,}: the file is no whole Parquet file ({type(error).__name__}); "
            "have it sent again",
        ) from error
    if declared != count:
        raise RefusedFile("row count differs", f"the file says {declared:,} rows and has {count:,}")


def _check_names(names: list[str]) -> None:
    if len(names) > MOST_COLUMNS:
        raise RefusedFile(
            "too many columns",
            f"found {len(names):,} columns; accepted: at most {MOST_COLUMNS:,}",
        )
    twice = sorted(each for each, count in Counter(names).items() if count > 1)
    if twice:
        raise RefusedFile(
            "duplicate header", f"found the column `{twice[0]}` twice; accepted: each name once"
        )


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(_plain_type(column.type))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """The same nesting with text where Python's own values would lose digits or a zone."""
    types = pa.types
    if types.is_struct(kind):
        return pa.struct([(each.name, _plain_type(each.type)) for each in kind])
    if types.is_map(kind):
        pair = [("key", _plain_type(kind.key_type)), ("value", _plain_type(kind.item_type))]
        return pa.list_(pa.struct(pair))
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    if types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if types.is_boolean(kind) or types.is_integer(kind) or types.is_float64(kind):
        return kind
    return pa.null() if types.is_null(kind) else pa.string()
