"""BI tools at work: each a process that opens, reads and closes the release, over and over.

python -m tests.end_to_end.readers duckdb RELEASES/current
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd
import sqlalchemy

from dagster_project.settings import PROJECT

Seen = tuple[int, int]  # customers, rows of kpi_value: together they tell one release from another


def by_duckdb(release: Path) -> Seen:
    con = duckdb.connect(str(release / "marts.duckdb"), read_only=True)
    try:
        [(customers,)] = con.execute("select count(*) from customer_360").fetchall()
        [(values,)] = con.execute("select count(*) from kpi_value").fetchall()
        return customers, values
    finally:
        con.close()


def by_sqlalchemy(release: Path) -> Seen:
    engine = sqlalchemy.create_engine(
        f"duckdb:///{release / 'marts.duckdb'}", connect_args={"read_only": True}
    )
    with engine.connect() as con:
        customers, values = (
            con.execute(sqlalchemy.text(f"select count(*) from {table}")).scalar_one()
            for table in ("customer_360", "kpi_value")
        )
    engine.dispose()
    return customers, values


def by_pandas(release: Path) -> Seen:
    return (
        len(pd.read_parquet(release / "parquet" / "customer_360", columns=["customer_id"])),
        len(pd.read_parquet(release / "parquet" / "kpi_value", columns=["kpi_id"])),
    )


WAYS = {"duckdb": by_duckdb, "sqlalchemy": by_sqlalchemy, "pandas": by_pandas}


class Readers:
    """One reader of each kind at work until the block ends; then what they saw, and every error."""

    def __init__(self, current: Path) -> None:
        self.seen: dict[str, set[Seen]] = {name: set() for name in WAYS}
        self.errors: list[str] = []
        self._processes = {
            name: subprocess.Popen(
                [sys.executable, "-m", "tests.end_to_end.readers", name, str(current)],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in WAYS
        }

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name, process in self._processes.items():
            told, _ = process.communicate()
            for line in told.splitlines():
                found = json.loads(line)
                if "error" in found:
                    self.errors.append(f"{name}: {found['error']}")
                else:
                    self.seen[name].add(tuple(found["seen"]))


def main() -> None:
    """Reads until its input is closed, and says at each change what it saw."""
    read, current, last = WAYS[sys.argv[1]], Path(sys.argv[2]), None
    closed = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
    while not closed.is_set():
        try:
            # A BI tool resolves the link when it opens; one open, one release.
            found = {"seen": read(current.resolve(strict=True))}
        except Exception as error:
            found = {"error": repr(error)}
        if found != last:
            print(json.dumps(found), flush=True)
            last = found
        time.sleep(0.2)


if __name__ == "__main__":
    main()
