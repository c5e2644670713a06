"""What each stage of a night cost: CPU, wall time, peak memory, rows; in logs/stages.json."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

Say = Callable[[str], None]

# Who waits for the night in this process; a scheduled run has nobody.
_listener: list[Say] = [lambda _: None]


def listen(say: Say) -> None:
    _listener[0] = say


@dataclass
class Stage:
    """One stage of a night; seconds include the processes it started."""

    name: str
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_mb: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


def _cpu() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return max(
        resource.getrusage(who).ru_maxrss * unit / 1e6
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


class Stages:
    """The stages of the night under way; reading them needs only the file."""

    def __init__(self, logs: Path) -> None:
        self.file = logs / "stages.json"
        self._said = 0.0

    def say(self, text: str) -> None:
        _listener[0](text)

    def say_now_and_then(self, text: str) -> None:
        """At most one of many like it a second: what long work is at, not a list of all it did."""
        if time.monotonic() - self._said >= 1:
            self._said = time.monotonic()
            self.say(f"  {text}")

    def begin_night(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text("[]\n")

    @contextmanager
    def stage(self, name: str, doing: str) -> Iterator[Stage]:
        """Measures the block and tells whoever waits what goes on."""
        self.say(f"{doing} …")
        stage, cpu, wall = Stage(name), _cpu(), time.monotonic()
        yield stage
        stage.cpu_seconds = round(_cpu() - cpu, 2)
        stage.wall_seconds = round(time.monotonic() - wall, 2)
        stage.peak_mb = round(_peak_mb(), 1)
        self._add(stage)

    def read(self) -> list[Stage]:
        try:
            return [Stage(**row) for row in json.loads(self.file.read_text())]
        except FileNotFoundError:
            return []

    def _add(self, stage: Stage) -> None:
        rows = [asdict(each) for each in [*self.read(), stage]]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
