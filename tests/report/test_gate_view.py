"""The verdict on the page is the gate's, with what was found and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dagster_project import report
from dagster_project.report import Verdict
from tests.report.reading import Element, page
from tests.report.release_by_hand import AS_OF, check, write_release


def shown(tmp_path: Path, verdict: Verdict, checks: list[dict[str, Any]], **more: Any) -> Element:
    folder = write_release(tmp_path, {}, checks=checks, **more)
    return page(report.write(folder, company_name="Aoba", as_of=AS_OF, verdict=verdict))


def test_a_refusal_names_the_rule_what_was_found_the_file_and_the_owner(tmp_path: Path) -> None:
    broken = check("nps_in_scale", passed=False, found="3 rows hold 11", owner="CX desk",
                   files=["extracts/nps.csv"])  # fmt: skip
    root = shown(tmp_path, "refused", [check("a"), broken])
    assert (
        root.one("div", class_="verdict")
        .text("en")
        .endswith(
            "Refused Of 2 rules, critical ones that do not hold: 1. "
            "Nothing was published; readers keep the release before."
        )
    )
    told = root.one("ul", class_="findings").text("en")
    for part in ("What nps_in_scale promises", "3 rows hold 11", "extracts/nps.csv", "CX desk"):
        assert part in told


@pytest.mark.parametrize(("verdict", "word"), [("published", "公開"), ("unchanged", "変更なし")])
def test_a_good_night_says_so(tmp_path: Path, verdict: Verdict, word: str) -> None:
    root = shown(tmp_path, verdict, [check("a"), check("b")])
    assert word in root.one("div", class_="verdict").one("h2").text("ja")
    assert "2件の検査すべてに合格" in root.one("div", class_="verdict").text("ja")
    assert not root.all("ul", class_="findings")


def test_a_warning_does_not_refuse_but_is_shown(tmp_path: Path) -> None:
    warning = check("fresh", passed=False, severity="warning", found="4 days old")
    root = shown(tmp_path, "published", [check("a"), warning])
    assert "warnings: 1" in root.one("div", class_="verdict").text("en")
    assert "4 days old" in root.one("ul", class_="findings").text("en")


def test_a_missing_required_extract_is_named(tmp_path: Path) -> None:
    missing = {"source_system": "pos", "contract": "smaregi/member@csv", "path": "extracts/kaiin_*"}
    books = {"books": [], "missing_required": [missing]}
    root = shown(tmp_path, "refused", [], books=books)
    assert "pos · extracts/kaiin_*" in root.one("main").text("en")


def test_no_record_of_checks_is_no_clean_bill(tmp_path: Path) -> None:
    root = shown(tmp_path, "published", [])
    assert "no record of any check" in root.one("div", class_="verdict").text("en")


def test_a_rule_that_does_not_say_that_it_holds_does_not_hold(tmp_path: Path) -> None:
    silent = check("silent")
    del silent["passed"]
    root = shown(tmp_path, "refused", [silent])
    assert "silent" in root.one("ul", class_="findings").text("en")


def test_every_rule_is_listed_with_its_verdict_failed_ones_first(tmp_path: Path) -> None:
    root = shown(tmp_path, "refused", [check("a"), check("b", passed=False), check("c")])
    lines = root.one(id="checks").one("table").rows()[1:]
    assert [line[0] for line in lines] == ["✗ does not hold", "✓ holds", "✓ holds"]
