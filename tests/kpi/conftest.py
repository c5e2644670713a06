"""One empty warehouse for all KPI tests of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kpi import empty_warehouse


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("kpi") / "warehouse.duckdb"
    empty_warehouse.build(file)
    return file
