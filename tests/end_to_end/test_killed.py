"""Nights that come one after another, are killed half-way, and run again, while BI reads on."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from tests.end_to_end.nights import (
    CX360,
    Night,
    add_drop,
    copy_company,
    environment,
    night,
    query,
    row_hashes,
)
from tests.end_to_end.readers import Readers

# What the night says on stderr when a stage begins; it is killed right then.
KILLED_AT = (
    "Landing the extracts",
    "Deciding which records",
    "Writing the candidate",
    "Asking the gate",
    "Publishing",
)
# History of ids (aliases, changes) tells how a night was reached; all else is the same.
HISTORY = {"customer_alias"}


def kill_at(home: Path, company: Path, stage: str) -> None:
    """Starts a night and sends it SIGKILL when the stage begins."""
    process = subprocess.Popen(
        [CX360, "nightly"],
        env=environment(home, company),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if stage in line:
            process.send_signal(signal.SIGKILL)
            break
    process.stderr.close()
    assert process.wait() == -signal.SIGKILL, f"the night ended before `{stage}`"


def test_killed_nights_leave_readers_the_old_release_and_then_give_the_same_new_one(
    sample_night: Night, tmp_path: Path
) -> None:
    home, company = tmp_path / "home", copy_company(tmp_path / "company", drops=1)
    assert night(home, company).result["ended"] == "published"
    for number in (1, 2):
        add_drop(company, number)
    published = night(home, company)
    assert published.result["ended"] == "published"
    before, link = counts(published.current), os.readlink(published.current)
    for number in (3, 4, 5):
        add_drop(company, number)

    with Readers(published.current) as readers:
        for stage in KILLED_AT:
            kill_at(home, company, stage)
            assert os.readlink(published.current) == link, f"killed at `{stage}`"
        last = night(home, company)
        after = counts(last.current)

    assert last.result["ended"] == "published"
    assert readers.errors == []
    for name, seen in readers.seen.items():
        assert before in seen and seen <= {before, after}, f"{name} saw a mix"
    assert not list((home / "releases").glob("*.tmp"))
    whole, stepwise = row_hashes(sample_night.current), row_hashes(last.current)
    assert {t for t in whole if whole[t] != stepwise[t]} <= HISTORY


def counts(release: Path) -> tuple[int, int]:
    [(customers,)] = query(release, "select count(*) from customer_360")
    [(values,)] = query(release, "select count(*) from kpi_value")
    return customers, values
