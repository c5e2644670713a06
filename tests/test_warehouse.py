"""A night starts from an empty warehouse, and never beside a process that still writes in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.release.lock import HomeInUse
from dagster_project.warehouse import connect, renew

HOLD = """
import duckdb, sys
con = duckdb.connect(sys.argv[1])
con.execute("create table t as select 1")
print("open", flush=True)
sys.stdin.read()
"""


def test_nothing_of_last_night_is_left(tmp_path: Path) -> None:
    file = tmp_path / "warehouse" / "warehouse.duckdb"
    con = connect(file)
    con.execute("create table last_night as select 1")
    con.close()
    renew(file)
    con = connect(file)
    assert con.execute("select count(*) from duckdb_tables()").fetchall() == [(0,)]
    con.close()


def test_a_process_that_still_writes_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdin
    assert process.stdout.readline() == "open\n"
    with pytest.raises(HomeInUse, match="another process still writes"):
        renew(file, patience_seconds=0.5)
    assert file.exists()
    process.stdin.close()
    renew(file)
    assert process.wait() == 0
    assert not file.exists()
