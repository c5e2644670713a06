"""One small invented company, written once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.sample import write_company
from tests.shared import once

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "sample_company"


@pytest.fixture(scope="session")
def company() -> Path:
    """Two years of 800 people, ended on the last day of a leap February."""
    from datetime import date

    def make(folder: Path) -> None:
        write_company(folder, customers=800, months=24, seed=11, last_day=date(2024, 2, 29))

    return once("company", make)
