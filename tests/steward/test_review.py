"""A question goes out on a sheet and comes back as a rule; what is answered is asked no more."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from dagster_project.documents import ConfigurationError
from dagster_project.matching import (
    IdentityRules,
    Registry,
    company_rules,
    labelled_pairs,
    read_answers,
)
from dagster_project.matching.memory import Memory
from dagster_project.matching.reading import read_records
from dagster_project.steward import export, take_answers
from dagster_project.steward.sheets import read_sheet, write_sheet
from tests.matching.company import Company, Night, night
from tests.steward.restricted import customers_file

ON = date(2026, 4, 2)
HOME = {"postal_code": "100-0005", "address_line": "千代田区丸の内1-2-3"}


def namesakes() -> Company:
    """One name at one address, born thirty years apart: two people, or one and a slip?"""
    company = Company()
    company.party("crm", "a", name="田中 太郎", birth_on="1951-11-30", **HOME)
    company.party("pos", "b", name="田中 太郎", birth_on="1981-02-07", **HOME)
    return company


def filled(sheet: Path, answer: str, why: str = "") -> None:
    """What a steward does with the sheet."""
    rows = list(csv.reader(sheet.read_text("utf-8-sig").splitlines()))
    for row in rows[1:]:
        row[1], row[2] = answer, why
    write_sheet(sheet, rows)


def asked(found: Night) -> list[tuple[str, str]]:
    return found.rows(
        "select left_source_record_id, right_source_record_id from identity.refused_union"
        " where not is_decided"
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(("word", "together"), [("same", True), ("別人", False)])
def test_an_answer_decides_from_the_next_night_on_and_leaves_the_queue(
    tmp_path: Path, ending: str, word: str, together: bool
) -> None:
    first = night(namesakes())
    assert asked(first) == [("a", "b")] and not first.together("a", "b")
    file = customers_file(first, tmp_path)
    sheet = tmp_path / f"queue.{ending}"
    assert export(file, sheet) == 1
    rows = [list(cells.values()) for _, cells in read_sheet(sheet)]
    header = [*next(read_sheet(sheet))[1]]
    rows[0][1], rows[0][2] = word, "asked at the counter"
    write_sheet(sheet, [header, *rows])
    taken = take_answers(file, tmp_path, sheet, by="h.sato", on=ON)
    assert taken["same"] + taken["different"] == 1

    for _ in range(2):
        then = night(namesakes(), rules=company_rules(tmp_path), registry=first.resolution.registry)
        assert then.together("a", "b") is together
        assert asked(then) == []


def test_a_later_answer_replaces_an_earlier_one_and_the_file_keeps_both(tmp_path: Path) -> None:
    file = customers_file(night(namesakes()), tmp_path)
    sheet = tmp_path / "queue.csv"
    for word in ("different", "same"):
        export(file, sheet)
        filled(sheet, word)
        take_answers(file, tmp_path, sheet, by="h.sato", on=ON)
    (answer,) = read_answers(tmp_path / "identity_answers.csv")
    assert answer.is_same
    assert len((tmp_path / "identity_answers.csv").read_text("utf-8").splitlines()) == 3


def test_answers_are_labels_for_training(tmp_path: Path) -> None:
    first = night(namesakes())
    file = customers_file(first, tmp_path)
    export(file, tmp_path / "queue.csv")
    filled(tmp_path / "queue.csv", "different")
    take_answers(file, tmp_path, tmp_path / "queue.csv", by="h.sato", on=ON)
    records, *_ = read_records(namesakes().warehouse(), company_rules(tmp_path), Memory())
    answers = read_answers(tmp_path / "identity_answers.csv")
    assert labelled_pairs(records, answers) == [(0, 1, False)]


@pytest.mark.parametrize("kind", ["member_code", "loyalty_id"])
def test_same_for_two_exclusive_ids_is_not_taken(kind: str, tmp_path: Path) -> None:
    company = Company()
    for source, code in (("crm", "10000001"), ("pos", "10000002")):
        company.party(source, source, name="田中 太郎", birth_on="1951-11-30")
        company.lists(source, source, **{kind: code})
    rules = IdentityRules(identifiers={"loyalty_id": "exclusive"})
    file = customers_file(night(company, rules=rules), tmp_path)
    sheet = tmp_path / "queue.csv"
    assert export(file, sheet) == 1
    filled(sheet, "same")
    with pytest.raises(ConfigurationError, match="different member codes"):
        take_answers(file, tmp_path, sheet, by="h.sato", on=ON)
    assert not (tmp_path / "identity_answers.csv").exists()


def test_an_answer_that_contradicts_a_member_code_stops_the_night(tmp_path: Path) -> None:
    company = Company()
    for source, code in (("crm", "10000001"), ("pos", "10000002")):
        company.party(source, source, name="田中 太郎", birth_on="1951-11-30", member_code=code)
    (tmp_path / "identity_answers.csv").write_text(
        "left_source_system,left_source_record_id,right_source_system,right_source_record_id,"
        "answer,by,on,why\ncrm,crm,pos,pos,same,h.sato,2026-04-02,\n",
        "utf-8",
    )
    with pytest.raises(ConfigurationError, match=r"identity_answers\.csv.*two different member"):
        night(company, rules=company_rules(tmp_path))


def test_an_unknown_word_is_a_mistake_with_its_row_and_nothing_is_taken(tmp_path: Path) -> None:
    file = customers_file(night(namesakes()), tmp_path)
    export(file, tmp_path / "queue.csv")
    filled(tmp_path / "queue.csv", "maybe")
    with pytest.raises(ConfigurationError, match=r"queue\.csv:2: answer: found `maybe`"):
        take_answers(file, tmp_path, tmp_path / "queue.csv", by="h.sato", on=ON)
    assert not (tmp_path / "identity_answers.csv").exists()


def test_no_cell_of_the_sheet_runs_as_a_formula_and_the_text_comes_back(tmp_path: Path) -> None:
    rows = [["pair", "name"], ["P1", "=1+1"], ["P2", "@SUM(A1)"], ["P3", "＋81"], ["P4", "山田"]]
    write_sheet(tmp_path / "sheet.csv", rows)
    cells = list(csv.reader((tmp_path / "sheet.csv").read_text("utf-8-sig").splitlines()))
    assert [row[1] for row in cells[1:]] == ["'=1+1", "'@SUM(A1)", "'＋81", "山田"]
    write_sheet(tmp_path / "sheet.xlsx", rows)
    for name in ("sheet.csv", "sheet.xlsx"):
        back = [each["name"] for _, each in read_sheet(tmp_path / name)]
        assert back == ["=1+1", "@SUM(A1)", "＋81", "山田"]


def test_the_queue_holds_every_refused_union_that_nobody_decided(tmp_path: Path) -> None:
    found = night(namesakes(), registry=Registry.empty())
    refused = found.rows("from identity.refused_union where not is_decided")
    assert len(refused) == export(customers_file(found, tmp_path), tmp_path / "queue.csv")
