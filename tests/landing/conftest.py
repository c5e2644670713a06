from __future__ import annotations

from pathlib import Path

import pytest

from tests.landing.extracts import Extracts


@pytest.fixture
def extracts(tmp_path: Path) -> Extracts:
    return Extracts(tmp_path)
