"""The night of a generic company, made once a run for whoever compares with what it published."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.nights import night
from tests.oracle.generic_company import Generator, write
from tests.shared import once

SEED = 360


def generic_home(seed: int = SEED) -> Path:
    """The home of a published generic company, to look at only."""

    def make(folder: Path) -> None:
        write(Generator(seed).rows, folder / "company", seed)
        done = night(folder / "home", folder / "company")
        assert done.exit_code == 0, done.result

    return once(f"generic-{seed}", make) / "home"
