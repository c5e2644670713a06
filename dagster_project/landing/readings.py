"""The connection that lands: DuckDB in memory, reading cells as `readings.sql` says."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

_READINGS = Path(__file__).with_name("readings.sql")
# What DuckDB may take before it spills; with Python and Arrow it stays below 1 GB.
MEMORY_MB = 512
# Each step of a select sets room for 2,048 cells of a column aside, and hardly uses it.
MEMORY_MB_A_COLUMN = 0.25


def connect(work: Path) -> duckdb.DuckDBPyConnection:
    """Spills into the home and nowhere else on the machine.

    One thread: each would hold row groups of its own until those before them in the file are
    written, so memory would grow with the cores, and the same file costs a third more of CPU.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false",
        "threads": 1,
    }
    con = duckdb.connect(config=config)
    con.execute("set TimeZone = 'UTC'")
    con.execute(_READINGS.read_text("utf-8"))
    return con


def make_room(con: duckdb.DuckDBPyConnection, columns: int) -> None:
    """What the next file may take, unless CX360_MEMORY_LIMIT says it for all."""
    usual = f"{MEMORY_MB + int(columns * MEMORY_MB_A_COLUMN)}MB"
    con.execute("set memory_limit = ?", [os.environ.get("CX360_MEMORY_LIMIT", usual)])
