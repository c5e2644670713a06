"""An empty warehouse, built once a run; each worker writes in a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.nights import Night
from tests.kpi import empty_warehouse
from tests.oracle.nights import generic_home
from tests.shared import once


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = once("kpi", lambda folder: empty_warehouse.build(folder / "warehouse.duckdb"))
    own = tmp_path_factory.mktemp("own") / "warehouse.duckdb"
    shutil.copyfile(built / own.name, own)
    return own


@pytest.fixture(scope="module", params=["sample", "generic"])
def built(
    request: pytest.FixtureRequest, sample_night: Night
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a published night: the sample's, and one of a company with every entity."""
    home = sample_night.home if request.param == "sample" else generic_home()
    con = duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True)
    con.execute("set TimeZone = 'UTC'")
    yield con
    con.close()
