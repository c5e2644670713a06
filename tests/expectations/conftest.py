"""A release folder whose tables keep every promise, ready to be broken."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

HERE = Path(__file__).parent
FILES = {"bi": "marts.duckdb", "restricted": "customers.duckdb"}


@pytest.fixture
def release_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "20260331-0123456789.tmp"
    folder.mkdir()
    for script, name in (("good_release", "marts"), ("good_customers", "customers")):
        with duckdb.connect(str(folder / f"{name}.duckdb")) as con:
            con.execute((HERE / f"{script}.sql").read_text("utf-8"))
    return folder


def change(folder: Path, where: str, statement: str) -> None:
    with duckdb.connect(str(folder / FILES[where])) as con:
        con.execute(statement)
