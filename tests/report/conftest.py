"""One full page for all tests that only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project import report
from tests.report.full_release import AS_OF, full_release
from tests.shared import once

COMPANY = "青葉珈琲株式会社"


@pytest.fixture(scope="session")
def full_folder() -> Path:
    """A release with something in every part, and its page."""
    release_id = "20260327-0123456789"

    def make(folder: Path) -> None:
        full_release(folder / release_id)
        report.write(folder / release_id, company_name=COMPANY, as_of=AS_OF, verdict="published")

    return once("report", make) / release_id


@pytest.fixture(scope="session")
def full_page(full_folder: Path) -> Path:
    return full_folder / "report" / "index.html"
