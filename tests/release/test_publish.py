"""Publishing seals, names and swaps; what is the same again, or refused, changes nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import duckdb
import pytest

from dagster_project.release import (
    Account,
    HomeInUse,
    NoSuchRelease,
    NotPublishable,
    exclusive,
    manifest,
    publish,
    reject,
    rollback,
    status,
    sweep,
)
from dagster_project.settings import Settings

from .conftest import MakeCandidate, passed


def _published_night(settings: Settings) -> int:
    file = settings.releases / "current" / "marts.duckdb"
    with duckdb.connect(str(file), read_only=True) as con:
        return con.sql("select min(night) from customer_360").fetchall()[0][0]


def test_a_release_is_sealed_and_current_points_to_it(
    settings: Settings, candidate: MakeCandidate
) -> None:
    made = candidate()
    account = Account(inputs=[{"path": "a.csv", "sha256": "00", "rows_in": 3}])
    outcome = publish(made, passed(made), settings, account=account)
    assert outcome.state == "published"
    assert os.readlink(settings.releases / "current") == made.release_id
    modes = {
        each.relative_to(outcome.folder).as_posix(): stat.S_IMODE(each.stat().st_mode)
        for each in outcome.folder.rglob("*")
        if each.is_file()
    }
    assert modes.pop("customers.duckdb") == 0o400
    assert set(modes.values()) == {0o444}
    content = manifest.read(outcome.folder)
    assert set(content["files"]) == {*modes, "customers.duckdb"} - {"evidence/manifest.json"}
    assert content["inputs"] == [{"path": "a.csv", "sha256": "00", "rows_in": 3}]
    assert content["tables"]["customer_360"]["rows"] == 1000
    assert manifest.damaged(outcome.folder) == []


def test_the_same_content_again_changes_nothing(
    settings: Settings, candidate: MakeCandidate
) -> None:
    first = candidate()
    published = publish(first, passed(first), settings)
    before = (published.folder / manifest.NAME).stat().st_mtime_ns
    again = candidate()
    assert publish(again, passed(again), settings).state == "unchanged"
    assert (published.folder / manifest.NAME).stat().st_mtime_ns == before
    assert not list(settings.releases.glob("*.tmp"))


def test_nothing_is_published_without_a_verdict_about_these_bytes(
    settings: Settings, candidate: MakeCandidate
) -> None:
    made = candidate()
    with pytest.raises(NotPublishable, match="not passed"):
        publish(made, {"publishable": False}, settings)
    with pytest.raises(NotPublishable, match="other bytes of marts.duckdb, customers.duckdb"):
        publish(made, {"publishable": True}, settings)
    verdict = passed(made)
    with duckdb.connect(str(made.marts_file)) as con:
        con.execute("update customer_360 set night = 99")
    made = candidate()
    with duckdb.connect(str(made.marts_file)) as con:
        con.execute("update customer_360 set night = 99")
    with pytest.raises(NotPublishable, match="other bytes of marts.duckdb"):
        publish(made, verdict, settings)
    assert not (settings.releases / "current").exists()


def test_a_refused_candidate_is_kept_and_current_is_untouched(
    settings: Settings, candidate: MakeCandidate
) -> None:
    good = candidate(1)
    publish(good, passed(good), settings)
    bad = candidate(2)
    verdict = {"publishable": False, "broken": [{"rule": "nps_is_in_range", "found": "1 row"}]}
    outcome = reject(bad, verdict, settings)
    assert outcome.folder == settings.rejected / bad.release_id
    assert _published_night(settings) == 1
    told = status(settings)
    assert told["current"]["release_id"] == good.release_id
    assert told["last_rejected"]["verdict"]["broken"][0]["rule"] == "nps_is_in_range"
    # The same refusal the next night takes the place of the first.
    reject(candidate(2), verdict, settings)
    assert [each.name for each in settings.rejected.iterdir()] == [bad.release_id]


def test_n_releases_and_refusals_are_kept_and_never_the_current_one_lost(
    settings: Settings, candidate: MakeCandidate
) -> None:
    ids = []
    for night in range(1, 6):
        made = candidate(night)
        ids.append(made.release_id)
        publish(made, passed(made), settings)
        reject(candidate(night + 100), {"publishable": False}, settings)
    assert [each["release_id"] for each in status(settings)["kept"]] == ids[:-4:-1]
    assert len(list(settings.rejected.iterdir())) == 3


def test_rollback_goes_to_the_release_this_one_replaced(
    settings: Settings, candidate: MakeCandidate
) -> None:
    ids = []
    for night in (1, 2, 3):
        made = candidate(night)
        ids.append(made.release_id)
        publish(made, passed(made), settings)
    assert rollback(settings) == ids[1]
    assert _published_night(settings) == 2
    assert rollback(settings, ids[0]) == ids[0]
    with pytest.raises(NoSuchRelease, match="no earlier release"):
        rollback(settings)
    with pytest.raises(NoSuchRelease, match=ids[2]):
        rollback(settings, "20200101-0000000000")
    # The night after a rollback publishes what the extracts give, also what was there before.
    again = candidate(3)
    assert publish(again, passed(again), settings).state == "published"
    assert _published_night(settings) == 3


def test_after_a_rollback_a_new_release_replaces_the_one_rolled_back_to(
    settings: Settings, candidate: MakeCandidate
) -> None:
    good, bad = candidate(1), None
    publish(good, passed(good), settings)
    bad = candidate(2)
    publish(bad, passed(bad), settings)
    rollback(settings)
    better = candidate(3)
    publish(better, passed(better), settings)
    assert rollback(settings) == good.release_id


def test_a_damaged_release_is_not_gone_back_to(
    settings: Settings, candidate: MakeCandidate
) -> None:
    first = candidate(1)
    folder = publish(first, passed(first), settings).folder
    second = candidate(2)
    publish(second, passed(second), settings)
    (folder / "marts.duckdb").chmod(0o644)
    (folder / "marts.duckdb").write_bytes(b"not a database")
    with pytest.raises(NoSuchRelease, match="damaged: marts.duckdb"):
        rollback(settings)


def test_the_registry_is_the_one_of_the_current_release(
    settings: Settings, candidate: MakeCandidate
) -> None:
    def save(ids: str) -> object:
        return lambda folder: (folder / "identity.parquet").write_text(ids)

    registry = settings.registry / "identity.parquet"
    first = candidate(1)
    publish(first, passed(first), settings, save_registry=save("ids of night 1"))
    assert registry.read_text() == "ids of night 1"
    reject(candidate(2), {"publishable": False}, settings)
    assert registry.read_text() == "ids of night 1"
    second = candidate(2)
    publish(second, passed(second), settings, save_registry=save("ids of night 2"))
    assert registry.read_text() == "ids of night 2"
    rollback(settings)
    assert registry.read_text() == "ids of night 1"
    registry.unlink()
    sweep(settings)
    assert registry.read_text() == "ids of night 1"


def test_two_nights_cannot_run_at_once(settings: Settings) -> None:
    refused = pytest.raises(HomeInUse, match=f"process {os.getpid()} ")
    with exclusive(settings), refused, exclusive(settings):
        pass
    with exclusive(settings):
        assert (settings.home / "night.lock").read_text() == f"{os.getpid()}\n"


def test_sweep_removes_what_a_crash_left(settings: Settings, candidate: MakeCandidate) -> None:
    made = candidate()
    os.symlink(made.folder.name, settings.releases / "current.tmp")
    (settings.releases / "building.tmp").mkdir()
    (settings.rejected / "20260331-x.tmp").mkdir(parents=True)
    assert sweep(settings) == [made.folder.name, "building.tmp", "current.tmp", "20260331-x.tmp"]
    assert list(settings.releases.iterdir()) == []
    assert sweep(Settings(home=Path("/nowhere/at/all"), company_folder=Path("."))) == []
