"""What several workers of one run need is made by the first that asks, and only read by all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

# What tests/conftest.py gives before the first test of a worker.
temporary: list[pytest.TempPathFactory] = []


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name that the run has in common, filled by whoever asks first.

    `make` gets the empty folder. A worker that comes while another fills it waits; one that comes
    after a failure tries again in a fresh folder, so that every test tells the same error.
    """
    common = temporary[0].getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent  # a worker's own folder lies in that of the run
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = common / f"{name}.done"
        if done.exists():
            return Path(done.read_text("utf-8"))
        folder = temporary[0].mktemp(name)
        make(folder)
        done.write_text(str(folder), "utf-8")
        return folder
