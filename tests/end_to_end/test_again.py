"""Running again is safe: nothing new changes nothing, and an empty home gives the same release."""

from __future__ import annotations

import os
from pathlib import Path

from tests.end_to_end.nights import Night, night, row_hashes


def test_a_second_night_over_the_same_extracts_changes_nothing(sample_home: Path) -> None:
    before = os.readlink(sample_home / "releases" / "current")
    again = night(sample_home)
    assert (again.exit_code, again.result["ended"]) == (0, "unchanged")
    assert os.readlink(again.current) == before
    assert {each["new"] for each in again.result["books"]} == {0}
    assert again.result["identity"]["ids_changed"] == 0
    assert not list((sample_home / "releases").glob("*.tmp"))


def test_an_empty_home_gives_the_same_release_ids_included(
    sample_night: Night, tmp_path: Path
) -> None:
    other = night(tmp_path / "home")
    assert other.result["release"] == sample_night.result["release"]
    assert row_hashes(other.current) == row_hashes(sample_night.current)
