"""Poisoned extracts: refused or set aside with a reason, and `current` is never touched."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.nights import copy_company, night, query

DROP = "2026-04-01"
SURVEY = "SV_6tQmR2wXk9LbN4s"


@pytest.fixture
def ready(sample_home: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A home in which the sample is published, and a company whose next drop can be poisoned."""
    company = copy_company(tmp_path / "company")
    (company / "extracts" / DROP).mkdir()
    return sample_home, company


def newest(company: Path, prefix: str) -> Path:
    return sorted((company / "extracts").glob(f"*/{prefix}*.csv"))[-1]


def records(file: Path) -> list[list[str]]:
    text = file.read_bytes().decode("utf-8-sig").replace("\x00", "")
    return list(csv.reader(io.StringIO(text, newline="")))


def next_drop(company: Path, like: Path, rows: list[list[str]]) -> Path:
    """Records as a file of the next drop, named and shaped as the file they are like."""
    target = company / "extracts" / DROP / re.sub(r"202603\d\d", "20260401", like.name)
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(rows)
    return target


def next_receipts(company: Path, change: Callable[[dict[str, str]], None]) -> Path:
    """The last day's receipts once more, a day later and under new numbers, each line changed."""
    like = newest(company, "smaregi_torihiki")
    header, *lines = records(like)
    names = [re.split(r"\s*[（(]\d", name)[0] for name in header]
    rows = []
    for line in lines:
        cells = dict(zip(names, line, strict=True))
        for key in ("取引ID", "打消取引ID"):
            cells[key] = cells[key] and "8" + cells[key]
        cells["取引日時"] = cells["取引日時"].replace("2026-03-31", "2026-04-01")
        change(cells)
        rows.append(list(cells.values()))
    return next_drop(company, like, [header, *rows])


def unchanged(cells: dict[str, str]) -> None:
    """A line as the till wrote it."""


def test_broken_files_of_required_sources_refuse_the_release_each_by_name(
    ready: tuple[Path, Path],
) -> None:
    home, company = ready
    link = os.readlink(home / "releases" / "current")
    pos = next_receipts(company, unchanged)
    pos.write_bytes(pos.read_bytes()[:-40])
    like = newest(company, f"qualtrics_{SURVEY}")
    survey = next_drop(company, like, records(like))
    good = survey.read_bytes()
    survey.write_bytes(good[: len(good) // 2] + "髙橋".encode("cp932") + good[len(good) // 2 :])
    members = company / "extracts" / DROP / "smaregi_kaiin_20260401.csv"
    members.write_text("<!DOCTYPE html><html><body>ログインしてください</body></html>\n", "utf-8")
    like = newest(company, "salesforce_contact")
    header, *rows = records(like)
    next_drop(company, like, [["Identifier" if n == "Id" else n for n in header], *rows])

    refused = night(home, company)

    assert (refused.exit_code, refused.result["ended"]) == (1, "refused")
    assert os.readlink(home / "releases" / "current") == link
    told = json.dumps(refused.result["broken_rules"], ensure_ascii=False)
    for name in (pos.name, survey.name, members.name, "salesforce_contact_20260401.csv"):
        assert name in told
    reasons = {
        Path(book["path"]).name: book["reason"]
        for book in json.loads((home / "logs" / "books.json").read_text())["books"]
        if book["status"] == "quarantined"
    }
    assert set(reasons) == {pos.name, survey.name, members.name, "salesforce_contact_20260401.csv"}
    assert "web page" in reasons[members.name]
    assert "Id" in reasons["salesforce_contact_20260401.csv"]
    assert (Path(refused.result["folder"]) / "report" / "index.html").exists()


def test_impossible_rows_are_set_aside_and_a_doubled_file_has_no_effect(
    ready: tuple[Path, Path],
) -> None:
    home, company = ready
    before = query(home / "releases" / "current", "select sum(net_amount) from sales_monthly")

    first = []

    def a_line_of_minus_three(cells: dict[str, str]) -> None:
        if not first:
            first.append(cells["取引ID"])
            cells["数量"] = "-3"

    def only_that_line(file: Path) -> None:
        header, line, *_ = records(file)
        next_drop(company, file, [header, line])

    only_that_line(next_receipts(company, a_line_of_minus_three))
    like = newest(company, f"qualtrics_{SURVEY}")
    tags, texts, keys, *sheets = records(like)
    names = [json.loads(key)["ImportId"] for key in keys]
    eleven = dict(zip(names, sheets[0], strict=True))
    eleven |= {"_recordId": "R_eleven000000000", "status": "0", "finished": "1", "QID1": "11"}
    next_drop(company, like, [tags, texts, keys, list(eleven.values())])
    doubled = newest(company, "smaregi_kaiin")
    shutil.copy(doubled, company / "extracts" / DROP / "smaregi_kaiin_copy_20260401.csv")

    after = night(home, company)

    books = json.loads((home / "logs" / "books.json").read_text())["books"]
    aside = {Path(b["path"]).name: b["quarantine_reasons"] for b in books if b["rows_quarantined"]}
    assert [sum(each.values()) for each in aside.values()] == [1, 1]
    assert [b["status"] for b in books if "copy" in b["path"]] == ["duplicate"]
    assert after.exit_code == 0
    assert query(after.current, "select sum(net_amount) from sales_monthly") == before


def test_a_missing_required_extract_refuses_the_release(ready: tuple[Path, Path]) -> None:
    home, company = ready
    link = os.readlink(home / "releases" / "current")
    for file in (company / "extracts").glob("*/smaregi_torihiki*.csv"):
        file.unlink()
    refused = night(home, company)
    assert refused.exit_code == 1
    assert "smaregi_torihiki" in json.dumps(refused.result["broken_rules"])
    assert os.readlink(home / "releases" / "current") == link


def test_a_kpi_that_jumps_refuses_the_release(ready: tuple[Path, Path]) -> None:
    """The last day's receipts are sent again, a hundredfold: another currency at the till."""
    home, company = ready
    link = os.readlink(home / "releases" / "current")
    like = newest(company, "smaregi_torihiki")
    header, *lines = records(like)
    money = {"小計", "合計", "内消費税", "値引き前計", "値引き後計", "内税按分"}
    columns = [index for index, name in enumerate(header) if name in money]
    assert len(columns) == len(money)
    for line in lines:
        for index in columns:
            line[index] += "00" if line[index] not in ("", "0") else ""
    with (company / "extracts" / DROP / like.name).open(
        "w", encoding="utf-8-sig", newline=""
    ) as out:
        csv.writer(out, lineterminator="\r\n").writerows([header, *lines])

    refused = night(home, company)

    assert refused.exit_code == 1
    broken = refused.broken["kpi_moves_are_explained"]
    assert "aov (month from 2026-03-01)" in broken["found"]
    assert f"extracts/{DROP}/{like.name}" in broken["files"]
    assert os.readlink(home / "releases" / "current") == link


def test_a_company_without_any_extract_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    company = copy_company(tmp_path / "company", drops=0)
    refused = night(tmp_path / "home", company)
    assert refused.exit_code == 1
    told = json.dumps(refused.result["broken_rules"])
    assert "required_extracts_are_present" in told and "smaregi_torihiki" in told
    assert not (tmp_path / "home" / "releases" / "current").exists()
