"""One night at a time: whoever holds the home's lock is the only one who writes in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_project.settings import Settings

# Work that ends by itself in minutes; whoever comes then waits for it rather than give up.
SHORT = "arrivals"


class HomeInUse(Exception):
    """Another process works in this home; the message names it."""


@contextmanager
def exclusive(settings: Settings, *, work: str = "") -> Iterator[None]:
    """Holds the home for the block. The lock ends with the process, however that ends."""
    settings.home.mkdir(parents=True, exist_ok=True)
    file = settings.home / "night.lock"
    # Not opened with "w": that would wipe the holder's number before the lock is ours.
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 64).decode("ascii", "replace").split() or ["unknown"]
            if work == SHORT or holder[-1] != SHORT:
                raise HomeInUse(
                    f"{settings.home}: process {holder[0]} is at work here; "
                    "wait for it to end, or name another home with --home"
                ) from error
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {work}".strip().encode() + b"\n", 0)
        yield
    finally:
        os.close(descriptor)
