"""The connection that lands: DuckDB in memory, reading cells as `readings.sql` says."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

_READINGS = Path(__file__).with_name("readings.sql")


def connect(work: Path) -> duckdb.DuckDBPyConnection:
    """Spills into the home and nowhere else on the machine."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false",
    }
    if limit := os.environ.get("CX360_MEMORY_LIMIT"):
        config["memory_limit"] = limit
    con = duckdb.connect(config=config)
    con.execute("set TimeZone = 'UTC'")
    con.execute(_READINGS.read_text("utf-8"))
    return con
