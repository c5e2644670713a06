"""What arrives by day is landed by day, and the night waits for what it cannot do without."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.defs.sensors import arrivals, new_extracts
from dagster_project.landing import land
from dagster_project.landing.waiting import Clock, business_day, wait_for_required
from dagster_project.release.lock import SHORT, HomeInUse, exclusive
from dagster_project.settings import Settings
from tests.landing.extracts import GOODS, Extracts

ROW = "1,a,1,2024-04-01"


class Night(Clock):
    """A clock that a test moves: what happens at a minute happens while the night sleeps."""

    def __init__(self, begins: str) -> None:
        self.time = datetime.fromisoformat(begins)
        self.minutes = 0
        self.happens: dict[int, object] = {}

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.minutes += 1
        if happening := self.happens.get(self.minutes):
            happening()  # type: ignore[operator]


@pytest.fixture
def night() -> Night:
    return Night("2026-04-01T02:00:00+09:00")


def awaiting(extracts: Extracts, more: str = "") -> Settings:
    said = f"name: shop, contract: {GOODS}, path: 'drops/**/*.csv', required: true"
    extracts.entries = [f"{{{said}, wait_until: '05:00'{more}}}"]
    return extracts.settings


def waited(settings: Settings, night: Night) -> tuple[list[str], list[str]]:
    said: list[str] = []
    return [str(each) for each in wait_for_required(settings, said.append, night)], said


def test_a_night_does_not_wait_for_what_is_there(extracts: Extracts, night: Night) -> None:
    extracts.put("item_20260331.csv", extracts.rows(ROW))
    assert waited(awaiting(extracts), night) == ([], [])
    assert night.minutes == 0


def test_a_night_waits_until_the_file_came_and_stands_still(
    extracts: Extracts, night: Night
) -> None:
    extracts.put("item_20260330.csv", extracts.rows(ROW))
    settings = awaiting(extracts)
    night.happens = {
        30: lambda: extracts.put("item_20260331.csv", extracts.rows(ROW)),
        31: lambda: extracts.put("item_20260331.csv", extracts.rows(ROW, ROW)),
    }
    late, said = waited(settings, night)
    assert late == []
    assert night.minutes == 32
    assert "waiting until 05:00 for shop: no file of 2026-03-31" in said[0]
    assert "not whole yet" in said[-1]


def test_a_night_that_waited_in_vain_says_for_what(extracts: Extracts, night: Night) -> None:
    extracts.put("item_20260330.csv", extracts.rows(ROW))
    settings = awaiting(extracts)
    late = wait_for_required(settings, lambda _: None, night)
    assert night.minutes == 180
    ledger = land(settings).without(late)
    (missing,) = ledger.missing_required
    assert missing.reason == "by 05:00 there was no file of 2026-03-31 at drops/**/*.csv"


def test_a_night_after_the_deadline_does_not_wait(extracts: Extracts) -> None:
    night = Night("2026-04-01T09:00:00+09:00")
    late, _ = waited(awaiting(extracts), night)
    assert (len(late), night.minutes) == (1, 0)


def test_a_folder_named_after_its_delivery_is_a_day_later(extracts: Extracts, night: Night) -> None:
    extracts.put("2026-03-31/item.csv", extracts.rows(ROW))
    settings = awaiting(extracts, ", dated_days_later: 1")
    night.happens = {5: lambda: extracts.put("2026-04-01/item.csv", extracts.rows(ROW))}
    assert waited(settings, night)[0] == []
    assert night.minutes == 6


def test_a_night_without_wait_until_never_waits(extracts: Extracts, night: Night) -> None:
    extracts.entries = [f"{{name: shop, contract: {GOODS}, path: 'drops/*.csv', required: true}}"]
    assert waited(extracts.settings, night) == ([], [])
    assert night.minutes == 0


def test_the_business_day_is_the_last_that_ended(extracts: Extracts) -> None:
    settings = extracts.settings
    at_two = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)
    assert business_day(settings, at_two) == date(2026, 3, 31)
    (extracts.company / "company.yaml").write_text("business_day_start: 05:00\n")
    assert business_day(extracts.settings, at_two) == date(2026, 3, 30)


def test_a_file_that_may_still_grow_waits_as_long_as_sources_yaml_says(
    extracts: Extracts,
) -> None:
    extracts.entries = [
        f"{{name: shop, contract: {GOODS}, path: 'drops/*.csv', still_for_seconds: 60}}"
    ]
    changed = extracts.put("item.csv", extracts.rows(ROW)).stat().st_mtime
    (book,) = land(extracts.settings, now=lambda: changed + 59).books
    assert book.status == "waiting" and "less than 60 seconds ago" in book.reason
    (book,) = land(extracts.settings, now=lambda: changed + 61).books
    assert book.status == "landed"


@pytest.fixture
def day(extracts: Extracts, monkeypatch: pytest.MonkeyPatch) -> Extracts:
    settings = extracts.settings
    monkeypatch.setenv("CX360_HOME", str(settings.home))
    monkeypatch.setenv("CX360_COMPANY", str(settings.company_folder))
    return extracts


def looked(cursor: str | None) -> tuple[object, str | None]:
    with dg.build_sensor_context(cursor=cursor) as context:
        return new_extracts(context), context.cursor


def test_the_sensor_asks_once_for_each_state_of_the_places(day: Extracts) -> None:
    file = day.put("item.csv", day.rows(ROW))
    asked, cursor = looked(None)
    assert isinstance(asked, dg.RunRequest)
    assert isinstance(looked(cursor)[0], dg.SkipReason)
    assert arrivals.execute_in_process().success
    assert day.items("item_id") == [("1",)]
    assert isinstance(looked(cursor)[0], dg.SkipReason)
    file.write_text(day.rows(ROW, "2,b,1,2024-04-01"))
    assert isinstance(looked(cursor)[0], dg.RunRequest)


def test_arrivals_leave_a_home_alone_in_which_a_night_works(day: Extracts) -> None:
    day.put("item.csv", day.rows(ROW))
    with exclusive(day.settings):
        assert arrivals.execute_in_process().success
    assert not (day.home / "landing").exists()


def test_a_night_waits_for_a_landing_by_day_and_not_for_another_night(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", tmp_path)
    began, entered = threading.Event(), threading.Event()

    def night() -> None:
        began.set()
        with exclusive(settings):
            entered.set()

    with exclusive(settings, work=SHORT):
        waiting = threading.Thread(target=night)
        waiting.start()
        began.wait()
        assert not entered.wait(0.2)
    waiting.join()
    assert entered.is_set()
    with exclusive(settings), pytest.raises(HomeInUse), exclusive(settings):
        pass
