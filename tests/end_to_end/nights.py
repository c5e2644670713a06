"""Runs the cx360 command and looks at what it left behind."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.settings import SAMPLE_COMPANY

CX360 = str(Path(sys.executable).with_name("cx360"))


@dataclass(frozen=True)
class Night:
    """One run of `cx360 nightly --json`."""

    home: Path
    exit_code: int
    result: dict[str, Any]
    stderr: str

    @property
    def current(self) -> Path:
        return self.home / "releases" / "current"

    @property
    def broken(self) -> dict[str, dict[str, Any]]:
        return {rule["rule"]: rule for rule in self.result["broken_rules"]}


def environment(home: Path, company: Path) -> dict[str, str]:
    return {**os.environ, "CX360_HOME": str(home), "CX360_COMPANY": str(company)}


def night(home: Path, company: Path = SAMPLE_COMPANY, *options: str) -> Night:
    """One night to its end; fails the test when it broke rather than decided."""
    done = subprocess.run(
        [CX360, "nightly", "--json", *options],
        env=environment(home, company),
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return Night(home, done.returncode, json.loads(done.stdout), done.stderr)


def copy_company(target: Path, *, drops: int | None = None) -> Path:
    """The sample company without its truth, with its first drops only if a number is given."""
    shutil.copytree(SAMPLE_COMPANY, target, ignore=shutil.ignore_patterns("truth", "extracts"))
    for folder in sorted((SAMPLE_COMPANY / "extracts").iterdir())[:drops]:
        shutil.copytree(folder, target / "extracts" / folder.name)
    return target


def add_drop(company: Path, number: int) -> None:
    """One more of the sample's drop folders arrives."""
    folder = sorted((SAMPLE_COMPANY / "extracts").iterdir())[number]
    shutil.copytree(folder, company / "extracts" / folder.name)


def row_hashes(release: Path) -> dict[str, str]:
    """Table → hash over its rows, computed here and not by the product."""
    found = {}
    for name in ("marts.duckdb", "customers.duckdb"):
        con = duckdb.connect(str(release / name), read_only=True)
        for (table,) in con.execute("select table_name from duckdb_tables() order by 1").fetchall():
            rows = con.execute(f'select * from "{table}" order by all').fetchall()
            found[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
        con.close()
    return found


def query(release: Path, sql: str, file: str = "marts.duckdb") -> list[tuple[Any, ...]]:
    con = duckdb.connect(str(release / file), read_only=True)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()
