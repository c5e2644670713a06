"""Several nights as they go in life: deltas, a correction, a late file, a doubled one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dagster_project.settings import SAMPLE_COMPANY
from tests.sample.reading import delivered, latest, receipts, rows

TILL = "smaregi_torihiki_meisai"


def drops(company: Path) -> list[Path]:
    return sorted((company / "extracts").iterdir())


def ids(file: Path) -> set[str]:
    return {row["取引ID"] for row in rows(file)}


def test_one_drop_of_history_is_followed_by_five_nights(company: Path) -> None:
    names = [folder.name for folder in drops(company)]
    assert names == [f"2024-02-{day}" for day in (24, 25, 26, 27, 28, 29)]
    history = sorted(drops(company)[0].glob(f"{TILL}_*"))
    assert len(history) == 24
    assert history[0].name == f"{TILL}_20220301_20220331.csv"
    assert history[-1].name == f"{TILL}_20240201_20240224.csv"


def test_the_first_nights_till_file_comes_again_corrected(company: Path) -> None:
    wrong, right = sorted(company.glob(f"extracts/*/{TILL}_20240225_20240225.csv"))
    assert right.parent.name == "2024-02-27"
    assert len(ids(wrong) - ids(right)) == 1
    assert not ids(right) - ids(wrong)
    before = {(row["取引ID"], row["取引明細ID"]): row["合計"] for row in rows(wrong)}
    changed = {
        row["取引ID"]
        for row in rows(right)
        if before[row["取引ID"], row["取引明細ID"]] != row["合計"]
    }
    assert len(changed) == 3


def test_one_shops_receipts_of_the_second_night_come_late_and_are_in_no_other_file(
    company: Path,
) -> None:
    (late,) = company.glob(f"extracts/*/{TILL}_20240226_20240226_tenpo*.csv")
    (others,) = company.glob(f"extracts/*/{TILL}_20240226_20240226.csv")
    assert late.parent.name == "2024-02-28"
    assert {row["店舗ID"] for row in rows(late)} == {late.stem.rpartition("tenpo")[2]}
    assert ids(late) and ids(others) and not ids(late) & ids(others)


def test_the_third_nights_till_file_comes_twice_under_two_names(company: Path) -> None:
    one, two = sorted(company.glob(f"extracts/*/{TILL}_20240227_20240227*.csv"))
    assert one.name != two.name and one.read_bytes() == two.read_bytes()
    assert two.parent.name == "2024-02-29"


def test_a_receipt_stands_in_one_file_that_counts(company: Path) -> None:
    count = sum(len(ids(file)) for file in delivered(company, TILL))
    assert count == len(receipts(company))


@pytest.mark.parametrize(
    ("prefix", "key"),
    [("salesforce_contact", "Id"), ("marketo_lead", "id"), ("smaregi_kaiin", "会員ID")],
)
def test_nights_bring_new_and_changed_records_only(company: Path, prefix: str, key: str) -> None:
    first, *nights = delivered(company, prefix)
    known = {row[key]: row for row in rows(first)}
    new = changed = same = 0
    for night in nights:
        for row in rows(night):
            # The till exports a member whose change shows in no column of this file.
            same += known.get(row[key]) == row
            changed += row[key] in known
            new += row[key] not in known
            known[row[key]] = row
    assert new and changed > 10 * same
    assert len(known) == len(latest(company, prefix, key))


def test_members_of_a_night_were_at_the_till_or_changed(company: Path) -> None:
    night = drops(company)[-1]
    (members,) = night.glob("smaregi_kaiin_*")
    visits = {row["最終来店日時"][:10] for row in rows(members)}
    assert night.name in visits


def test_a_days_web_events_come_again_with_the_late_hits(company: Path) -> None:
    first, again = sorted(company.glob("extracts/*/ga4_events_20240225_20240225.json.gz"))
    assert again.parent.name == "2024-02-27"
    early, whole = events(first), events(again)
    assert early <= whole and len(whole) > 10
    last_files = company.glob("extracts/*/ga4_events_*.json.gz")
    late = [file for file in last_files if events(file) < events(sorted_last(company, file))]
    assert late, "no hit was late"


def events(file: Path) -> set[str]:
    return set(gzip.decompress(file.read_bytes()).decode().splitlines())


def sorted_last(company: Path, file: Path) -> Path:
    """The last drop of the same day's file."""
    return sorted(company.glob(f"extracts/*/{file.name}"))[-1]


def test_a_ticket_comes_again_when_it_is_answered_or_solved() -> None:
    seen: dict[str, list[int]] = {}
    for file in delivered(SAMPLE_COMPANY, "zendesk_tickets"):
        for row in rows(file):
            state = ("New", "Pending", "Solved").index(row["Status"])
            seen.setdefault(row["Id"], []).append(state)
    assert all(states == sorted(states) for states in seen.values())
    assert any(len(set(states)) > 1 for states in seen.values())
