"""What every test may lean on."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from tests import shared
from tests.end_to_end.nights import Night, night
from tests.shared import once


@pytest.fixture(scope="session", autouse=True)
def _where_workers_share(tmp_path_factory: pytest.TempPathFactory) -> None:
    shared.temporary.append(tmp_path_factory)


@pytest.fixture(scope="session")
def sample_night() -> Night:
    """One whole night over the committed sample company, from an empty home, to look at only.

    A test that works on in such a home takes `sample_home`.
    """

    def make(folder: Path) -> None:
        done = night(folder / "home")
        (folder / "night.json").write_text(json.dumps(asdict(done), default=str), "utf-8")

    told = json.loads((once("sample", make) / "night.json").read_text("utf-8"))
    return Night(**told | {"home": Path(told["home"])})


@pytest.fixture
def sample_home(sample_night: Night, tmp_path: Path) -> Path:
    """A home of its own in which the sample is published."""
    return shutil.copytree(sample_night.home, tmp_path / "home", symlinks=True)
