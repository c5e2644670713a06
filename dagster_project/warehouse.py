"""The private warehouse file in which a night is built; BI tools never open it."""

from __future__ import annotations

import fcntl
import os
import time
from datetime import date
from pathlib import Path

import duckdb

from dagster_project.release.lock import HomeInUse


class NothingToCount(Exception):
    """A night without any event: there is nothing to build a release from."""


def connect(file: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that speaks UTC and spills beside the file, never elsewhere on the machine."""
    file.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(file.parent / "spill"),
        "allow_community_extensions": "false",
        "autoinstall_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    if limit := os.environ.get("CX360_MEMORY_LIMIT"):
        config["memory_limit"] = limit
    con = duckdb.connect(str(file), read_only=read_only, config=config)
    con.execute("set TimeZone = 'UTC'")
    return con


def renew(file: Path, *, patience_seconds: float = 120) -> None:
    """Removes last night's warehouse: tonight's is built from the landing alone.

    The dbt of a night that was killed may live on for a moment. It would take tonight's write-ahead
    log for its own, so it is waited for; it ends by itself, as nobody reads what it prints.
    """
    deadline = time.monotonic() + patience_seconds
    while file.exists() and not _free(file):
        if time.monotonic() > deadline:
            raise HomeInUse(
                f"{file}: another process still writes in it; end that process and run again"
            )
        time.sleep(0.2)
    for each in (file, file.with_name(file.name + ".wal")):
        each.unlink(missing_ok=True)


def _free(file: Path) -> bool:
    """Whether no process holds DuckDB's lock on the file."""
    with file.open("rb+") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        fcntl.lockf(handle, fcntl.LOCK_UN)
    return True


def as_of_day(con: duckdb.DuckDBPyConnection) -> date:
    """The last business day that tonight counts."""
    [(day,)] = con.execute("select as_of_on from canonical.as_of").fetchall()
    if day is None:
        raise NothingToCount(
            "no extract holds a dated event, so there is no last business day; "
            "name one with --as-of, or see `cx360 land` for what became of the files"
        )
    return day
