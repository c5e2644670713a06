"""A night killed at any point leaves `current` whole, and the next night ends the work."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.release import current_folder, manifest, publish, status, sweep
from dagster_project.settings import Settings

from .conftest import MakeCandidate, fill, passed

# Everything by which publishing changes what stands under a name on the disk.
STEPS = ("rename", "replace", "symlink", "unlink", "rmdir", "chmod")


class Killed(BaseException):
    """Not an Exception: nobody may catch it and tidy up, as nobody could after kill -9."""


def _kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[str]:
    """Lets the process die right before the given step; tells which steps were taken."""
    taken: list[str] = []

    def wrap(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **how: Any) -> Any:
            if len(taken) == step:
                raise Killed(name)
            taken.append(name)
            return real(*args, **how)

        return call

    for name in STEPS:
        monkeypatch.setattr(os, name, wrap(name, getattr(os, name)))
    return taken


def _nights(settings: Settings) -> set[int]:
    folder = settings.releases / "current"
    tables = ("customer_360", f"'{folder}/parquet/customer_360/customer_360.parquet'")
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as con:
        return {
            night
            for table in tables
            for (night,) in con.execute(f"select distinct night from {table}").fetchall()
        }


def _registry(night: int) -> Callable[[Path], object]:
    return lambda folder: (folder / "identity.parquet").write_text(str(night))


def test_publishing_killed_before_any_step_can_be_done_again(
    settings: Settings, candidate: MakeCandidate, tmp_path: Path
) -> None:
    """Three releases are kept, so that the fourth also prunes."""
    for night in (1, 2, 3):
        made = candidate(night)
        publish(made, passed(made), settings, save_registry=_registry(night))
    killed_night = candidate(4)
    verdict = passed(killed_night)
    before = tmp_path / "before"
    shutil.copytree(settings.home, before, symlinks=True)
    seen, step = set(), 0
    while True:
        shutil.rmtree(settings.home)
        shutil.copytree(before, settings.home, symlinks=True)
        with pytest.MonkeyPatch.context() as monkeypatch:
            taken = _kill_at(monkeypatch, step)
            try:
                publish(killed_night, verdict, settings, save_registry=_registry(4))
                break
            except Killed as killed:
                at = str(killed)
        assert len(_nights(settings)) == 1
        current = current_folder(settings)
        assert current is not None and manifest.damaged(current) == []
        sweep(settings)
        assert (settings.registry / "identity.parquet").read_text() == str(*_nights(settings))
        made = candidate(4)
        publish(made, passed(made), settings, save_registry=_registry(4))
        assert _nights(settings) == {4}, (step, taken)
        assert (settings.registry / "identity.parquet").read_text() == "4"
        assert not list(settings.releases.glob("*.tmp"))
        assert len(status(settings)["kept"]) == 3
        seen.add(at)
        # Files are sealed one like the other; every third of them will do.
        step += 3 if at == "chmod" else 1
    assert seen >= {"chmod", "rename", "symlink", "replace"}


NIGHT = """
import sys
from pathlib import Path
from dagster_project.release import build, publish, sweep, exclusive
from dagster_project.settings import Settings
from tests.release.conftest import TABLES, fill, passed

settings = Settings(home=Path(sys.argv[1]), company_folder=Path(sys.argv[2]))
night = int(sys.argv[3])
while True:
    night += 1
    with exclusive(settings):
        sweep(settings)
        fill(settings.warehouse_file, night=night)
        made = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
        publish(made, passed(made), settings)
"""


class Reader(threading.Thread):
    """A BI tool: opens `current` again and again, and wants one whole night each time."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.settings, self.stop = settings, threading.Event()
        self.looks, self.troubles, self.nights = 0, list[str](), set[int]()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                file = self.settings.releases / "current" / "marts.duckdb"
                with duckdb.connect(str(file), read_only=True) as con:
                    found = con.execute(
                        "select min(night), max(night), count(*) from customer_360"
                    ).fetchall()[0]
                    (kpi,) = con.execute("select value::int from kpi_value").fetchall()[0]
                if found[0] != found[1] or found[2] != 1000 or kpi != found[0]:
                    self.troubles.append(f"a mix: {found}, {kpi}")
                self.nights.add(found[0])
            except Exception as error:
                self.troubles.append(f"{type(error).__name__}: {error}")
            self.looks += 1


def test_readers_see_whole_releases_while_nights_are_killed(settings: Settings) -> None:
    """Real kill -9 at moments that a seed has chosen, restarted each time."""
    from dagster_project.release import build

    from .conftest import TABLES

    fill(settings.warehouse_file, night=1)
    first = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
    publish(first, passed(first), settings)
    reader, chance = Reader(settings), random.Random(360)
    reader.start()
    command = [sys.executable, "-c", NIGHT, str(settings.home), str(settings.company_folder)]
    turn = 0
    # On a busy machine a night may need longer than it is given; then it gets more of it.
    while turn < 6 or (turn < 40 and not (len(reader.nights) > 3 and reader.looks > 50)):
        night = subprocess.Popen([*command, str(turn * 1000)], stderr=subprocess.PIPE)
        _wait_until_at_work(settings, night.pid)
        time.sleep(chance.uniform(0.1, 1.2) * (1 + turn // 6))
        turn += 1
        night.send_signal(signal.SIGKILL)
        _, complaint = night.communicate()
        assert night.returncode == -signal.SIGKILL, complaint.decode()
    reader.stop.set()
    reader.join()
    assert reader.troubles == []
    assert len(reader.nights) > 3 and reader.looks > 50
    sweep(settings)
    current = current_folder(settings)
    assert current is not None and manifest.damaged(current) == []


def _wait_until_at_work(settings: Settings, process: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        file = settings.home / "night.lock"
        if file.exists() and file.read_text().strip() == str(process):
            return
        time.sleep(0.02)
    raise AssertionError("the night did not begin within a minute")
