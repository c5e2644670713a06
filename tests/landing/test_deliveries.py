"""Late, doubled, corrected and replaced files: which loads count, and in what order."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.landing.delivery import delivery_order, first_date, logical_name
from tests.landing.extracts import Extracts


def ids(extracts: Extracts) -> list[str]:
    return [row[0] for row in extracts.items("item_id")]


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("extracts/2026-03-27/contact_20260301.csv", date(2026, 3, 27)),
        ("extracts/2026/03/27/contact.csv", date(2026, 3, 27)),
        ("pos_20260327.csv", date(2026, 3, 27)),
        ("survey_2026-03-27_101502123.csv", date(2026, 3, 27)),
        ("export_20260327101502.csv", date(2026, 3, 27)),
        ("export_20261327.csv", None),
        ("SV_1234567890123.csv", None),
        ("contact.csv", None),
    ],
)
def test_the_first_date_of_a_path_is_its_day(path: str, day: date | None) -> None:
    assert first_date(path) == day


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("a/events_20260327.csv", True),
        ("a/events_2026-03-27.csv", True),
        ("a/lines_202603.csv", True),
        ("a/lines_260327.csv", True),
        ("2026-03-27/contact.csv", False),
        ("a/SV_6tQmR2wXk202603N.csv", False),
        ("a/part_123456789.csv", False),
    ],
)
def test_a_name_with_a_date_names_a_window(path: str, named: bool) -> None:
    assert (logical_name(path) is not None) == named


def test_parts_are_ordered_as_a_person_counts() -> None:
    paths = ["2026-03-27/p10.csv", "2026-03-27/p2.csv", "2026-03-26/p99.csv", "p1.csv"]
    assert sorted(paths, key=delivery_order) == [
        "p1.csv",
        "2026-03-26/p99.csv",
        "2026-03-27/p2.csv",
        "2026-03-27/p10.csv",
    ]


def test_a_doubled_file_changes_nothing(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.put("2026-03-28/item.csv", extracts.rows("1,b,1,2024-04-01"))
    extracts.land()
    before = extracts.items("item_name, load_seq")
    extracts.put("2026-03-29/item (1).csv", extracts.rows("1,a,1,2024-04-01"))
    assert [book.status for book in extracts.land().books] == [
        "already_landed",
        "already_landed",
        "duplicate",
    ]
    assert extracts.items("item_name, load_seq") == before == [("a", 1), ("b", 2)]


def test_a_later_file_of_the_same_dated_name_is_a_correction(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item_20260326.csv", extracts.rows("1,a,1,2024-04-01", "2,b,1,2024-04-01")
    )
    extracts.put("2026-03-28/item_20260326.csv", extracts.rows("1,a,1,2024-04-01"))
    assert [book.status for book in extracts.land().books] == ["superseded", "landed"]
    assert ids(extracts) == ["1"]


def test_a_late_file_stands_where_its_path_says(extracts: Extracts) -> None:
    extracts.put("2026-03-28/item.csv", extracts.rows("2,b,1,2024-04-01"))
    extracts.land()
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.land()
    assert ids(extracts) == ["1", "2"]


def test_only_the_last_full_snapshot_counts(extracts: Extracts) -> None:
    extracts.contract("load, value: {mode: full_snapshot}")
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01", "2,b,1,2024-04-01"))
    extracts.put("2026-03-28/item.csv", extracts.rows("2,b,1,2024-04-01"))
    extracts.land()
    assert ids(extracts) == ["2"]


def test_replaced_bytes_supersede_even_when_they_come_back(extracts: Extracts) -> None:
    first, second = extracts.rows("1,a,1,2024-04-01"), extracts.rows("2,b,1,2024-04-01")
    for content, expected in ((first, ["1"]), (second, ["2"]), (first, ["1"])):
        extracts.put("item.csv", content)
        extracts.land()
        assert ids(extracts) == expected


def test_a_broken_correction_leaves_the_landed_bytes_in_place(extracts: Extracts) -> None:
    extracts.put("item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.land()
    extracts.put("item.csv", "商品ID,商品名\r\n1,")
    assert extracts.book().status == "quarantined"
    assert extracts.book().status == "quarantined"
    assert ids(extracts) == ["1"]


def test_a_refused_file_is_settled_by_a_later_one_of_its_name(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item_20260326.csv", b"")
    assert extracts.book().status == "quarantined"
    extracts.put("2026-03-28/item_20260326.csv", extracts.rows("1,a,1,2024-04-01"))
    assert [book.status for book in extracts.land().books] == ["superseded", "landed"]


def test_a_refused_correction_is_not_settled_by_what_it_corrects(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item_20260326.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.put("2026-03-28/item_20260326.csv", b"")
    assert [book.status for book in extracts.land().books] == ["landed", "quarantined"]


def test_a_file_that_goes_away_stays_landed(extracts: Extracts) -> None:
    file = extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.land()
    file.unlink()
    assert extracts.land().books == ()
    assert ids(extracts) == ["1"]


def test_night_by_night_equals_all_at_once(extracts: Extracts) -> None:
    drops = {
        "2026-03-27/item_20260326.csv": extracts.rows("1,a,1,2024-04-01"),
        "2026-03-28/item_20260327.csv": extracts.rows("2,b,1,2024-04-01"),
        "2026-03-28/item_20260326.csv": extracts.rows("1,c,1,2024-04-01"),
        "2026-03-29/item_20260328.csv": extracts.rows("2,b,1,2024-04-01"),
    }
    for path, content in drops.items():
        extracts.put(path, content)
        extracts.land()
    nightly = extracts.items("*")
    for each in sorted(extracts.home.rglob("*"), reverse=True):
        each.unlink() if each.is_file() else each.rmdir()
    extracts.land()
    assert extracts.items("*") == nightly
    assert [row[1] for row in nightly] == ["c", "b"]


def test_a_required_source_without_a_file_is_told(extracts: Extracts) -> None:
    extracts.entries[0] = (
        "{name: shop, contract: sales/item@csv, path: 'drops/*.csv', required: true}"
    )
    (missing,) = extracts.land().missing_required
    assert str(missing) == "shop: no file fits `drops/*.csv` (sales/item@csv)"
