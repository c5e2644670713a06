"""One full page for all tests that only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project import report
from tests.report.full_release import AS_OF, full_release

COMPANY = "青葉珈琲株式会社"


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with something in every part, and its page."""
    folder = full_release(tmp_path_factory.mktemp("report") / "20260327-0123456789")
    report.write(folder, company_name=COMPANY, as_of=AS_OF, verdict="published")
    return folder


@pytest.fixture(scope="session")
def full_page(full_folder: Path) -> Path:
    return full_folder / "report" / "index.html"
