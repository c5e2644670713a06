"""An empty warehouse, built once a run; each worker writes in a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.kpi import empty_warehouse
from tests.shared import once


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = once("kpi", lambda folder: empty_warehouse.build(folder / "warehouse.duckdb"))
    own = tmp_path_factory.mktemp("own") / "warehouse.duckdb"
    shutil.copyfile(built / own.name, own)
    return own
