"""A select as a Parquet file, written in pieces that fit in memory however wide the rows are."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.landing.quoted import literal

# A piece is held until it is whole: so many cells, but no more rows than DuckDB's own pieces have.
CELLS_IN_A_PIECE = 4_000_000
MOST_ROWS, LEAST_ROWS = 122_880, 2_048


def write_parquet(con: duckdb.DuckDBPyConnection, sql: str, target: Path, width: int) -> int:
    """How many rows were written; `width` is about how many columns the select has."""
    rows = min(MOST_ROWS, max(LEAST_ROWS, CELLS_IN_A_PIECE // max(width, 1)))
    row = con.execute(
        f"copy ({sql}) to {literal(str(target))} "
        f"(format parquet, compression zstd, row_group_size {rows})"
    ).fetchone()
    return int(row[0]) if row else 0
