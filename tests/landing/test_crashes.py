"""Killed at any seam and run again: the same landing, byte for byte, and never half a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.landing import durable
from tests.landing.extracts import Extracts


class Killed(BaseException):
    """Stands for the end of the process; no `except Exception` sees it."""


def deliver(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01", "短い", "2,b,x,"))
    extracts.put("2026-03-28/item.csv", extracts.rows("3,c,1,2024-04-03"))
    extracts.put("2026-03-29/item.csv", b"")


def seams(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a whole look gives a file its name."""
    named: list[str] = []
    replace = os.replace

    def counting(source: Path, target: Path) -> None:
        named.append(str(target))
        replace(source, target)

    extracts = Extracts(folder)
    deliver(extracts)
    with monkeypatch.context() as patch:
        patch.setattr(durable.os, "replace", counting)
        extracts.land()
    return len(named)


@pytest.mark.parametrize("before_the_name", [True, False], ids=["before", "after"])
def test_killed_at_any_seam_the_next_look_makes_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before_the_name: bool
) -> None:
    undisturbed = Extracts(tmp_path / "undisturbed")
    deliver(undisturbed)
    undisturbed.land()
    replace = os.replace
    for seam in range(seams(tmp_path / "counted", monkeypatch)):
        extracts = Extracts(tmp_path / f"{before_the_name}{seam}")
        deliver(extracts)
        count = 0

        def dying(source: Path, target: Path, seam: int = seam) -> None:
            nonlocal count
            count += 1
            if count == seam + 1:
                if not before_the_name:
                    replace(source, target)
                raise Killed
            replace(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(durable.os, "replace", dying)
            with pytest.raises(Killed):
                extracts.land()
        extracts.items()
        extracts.land()
        assert extracts.tree() == undisturbed.tree(), seam
        assert extracts.items() == undisturbed.items()


@pytest.mark.parametrize("moment", [0.0, 0.15, 0.4])
def test_kill_9_leaves_nothing_that_the_next_look_cannot_mend(
    tmp_path: Path, moment: float
) -> None:
    undisturbed, killed = Extracts(tmp_path / "undisturbed"), Extracts(tmp_path / "killed")
    for extracts in (undisturbed, killed):
        lines = [f"{n},品,{n},2024-04-01" for n in range(60_000)]
        extracts.put("2026-03-27/item.csv", extracts.rows(*lines, "短い"))
        deliver(extracts)
    undisturbed.land()
    settings = killed.settings
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from dagster_project.landing import land; "
            "from dagster_project.settings import Settings; print('go', flush=True); "
            "land(Settings(Path(sys.argv[1]), Path(sys.argv[2])))",
            str(settings.home),
            str(settings.company_folder),
        ],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    killed.land()
    assert killed.tree() == undisturbed.tree()
