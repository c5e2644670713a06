"""What a newer file takes back: partitions as a whole, snapshots only when they are believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.landing import confirm
from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column

EVENTS = {
    "2026-03-27/events.csv": "day,event\n20260325,a\n20260326,b\n20260326,c\n",
    "2026-03-28/events.csv": "day,event\n20260326,b2\n20260327,d\n,e\n",
    "2026-03-29/events.csv": "day,event\n",
}


def events(extracts: Extracts) -> None:
    agree(
        extracts,
        column("day", "day"),
        column("event", "event"),
        load={"mode": "replace_partition", "partition": "day"},
    )


@pytest.mark.parametrize("night_by_night", [True, False])
def test_a_partition_is_replaced_as_a_whole(extracts: Extracts, night_by_night: bool) -> None:
    events(extracts)
    for path, text in EVENTS.items():
        extracts.put(path, text)
        if night_by_night:
            extracts.land()
    statuses = [book.status for book in extracts.land().books]
    assert statuses[0] == ("already_landed" if night_by_night else "landed")
    assert extracts.items("day, event") == [
        ("20260325", "a"),
        ("20260326", "b2"),
        ("20260327", "d"),
        (None, "e"),
    ]


def test_a_file_all_of_whose_partitions_came_anew_is_superseded(extracts: Extracts) -> None:
    events(extracts)
    extracts.put("2026-03-27/events.csv", "day,event\n20260325,a\n20260326,b\n")
    extracts.put("2026-03-28/events.csv", "day,event\n20260326,b2\n")
    extracts.put("2026-03-29/events.csv", "day,event\n20260325,a3\n")
    books = extracts.land().books
    assert [book.status for book in books] == ["superseded", "landed", "landed"]
    assert extracts.items("event") == [("b2",), ("a3",)]


def snapshot(extracts: Extracts, count: int, day: str) -> Path:
    lines = [f"{number},a,1,2024-04-01" for number in range(count)]
    return extracts.put(f"{day}/item.csv", extracts.rows(*lines))


def statuses(extracts: Extracts) -> list[str]:
    return [book.status for book in extracts.land().books]


def test_a_snapshot_that_lost_its_rows_counts_once_it_is_confirmed(extracts: Extracts) -> None:
    extracts.contract("load, value: {mode: full_snapshot}")
    snapshot(extracts, 10, "2026-03-27")
    file = snapshot(extracts, 4, "2026-03-28")
    first, second = extracts.land().books
    assert (first.status, second.status, second.refused_for) == (
        "landed",
        "quarantined",
        "suspicious drop",
    )
    assert "found 4 rows where drops/2026-03-27/item.csv has 10" in second.reason
    assert second.load_id in second.reason
    assert len(extracts.items()) == 10
    note = file.with_name("item.csv.confirmed")
    note.write_text("some other bytes\n")
    assert statuses(extracts) == ["already_landed", "quarantined"]
    confirm(file)
    assert note.read_text() == f"{second.load_id}\n"
    assert statuses(extracts) == ["superseded", "already_landed"]
    assert len(extracts.items()) == 4
    snapshot(extracts, 3, "2026-03-29")
    assert statuses(extracts) == ["superseded", "superseded", "landed"]


def test_a_doubted_snapshot_is_settled_by_a_whole_one(extracts: Extracts) -> None:
    extracts.contract("load, value: {mode: full_snapshot}", "integrity, value: {max_drop_pct: 10}")
    for count, day in ((10, "2026-03-27"), (8, "2026-03-28"), (9, "2026-03-29")):
        snapshot(extracts, count, day)
    assert statuses(extracts) == ["superseded", "superseded", "landed"]
    assert len(extracts.items()) == 9


def test_an_empty_snapshot_deletes_nobody(extracts: Extracts) -> None:
    extracts.contract("load, value: {mode: full_snapshot}")
    snapshot(extracts, 3, "2026-03-27")
    snapshot(extracts, 0, "2026-03-28")
    assert [book.refused_for for book in extracts.land().books] == ["", "no rows"]
    extracts.contract("load, value: {mode: full_snapshot, allow_empty: true}")
    assert [book.refused_for for book in extracts.land().books] == ["", "suspicious drop"]
    assert len(extracts.items()) == 3


def test_a_file_with_too_few_rows_is_refused(extracts: Extracts) -> None:
    extracts.contract("integrity, value: {min_rows: 3}")
    snapshot(extracts, 2, "2026-03-27")
    snapshot(extracts, 3, "2026-03-28")
    assert [book.refused_for for book in extracts.land().books] == ["too few rows", ""]
