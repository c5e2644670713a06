"""What every test may lean on."""

from __future__ import annotations

import pytest

from tests.end_to_end.nights import Night, night


@pytest.fixture(scope="session")
def sample_night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """One whole night over the committed sample company, from an empty home."""
    return night(tmp_path_factory.mktemp("sample") / "home")
