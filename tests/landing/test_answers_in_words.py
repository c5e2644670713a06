"""Surveys exported in words: a score is read where the label says it, or where somebody agreed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.contracts import Unpivot
from dagster_project.landing.columns import FileColumn
from dagster_project.landing.questions import questions_of
from dagster_project.landing.readings import connect

CONTRACT = Unpivot(
    "answer", "response_id", ".", labels={"csat": {"満足": 4, "該当なし": None}, "ces": {"楽": 7}}
)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return connect(Path(tmp_path_factory.mktemp("work")))


def answered(con: duckdb.DuckDBPyConnection, cell: str, **told: object) -> str | None:
    column = FileColumn(0, "満足度（総合）", "満足度（総合）", "", None)
    questions, _ = questions_of([column], CONTRACT, {"questions": {"満足度(総合)": told}})
    sql = f"select {questions[0].answer('cell')} from (select ? as cell)"
    ((answer,),) = con.execute(sql, [cell]).fetchall()
    return answer


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("10 - とても思う", "10"),
        ("５：満足している", "5"),
        ("0 (not at all)", "0 (not at all)"),
        ("3 - 5", "3 - 5"),
        ("3.5", "3.5"),
        ("7", "7"),
        ("満足 ", "4"),
        ("該当なし", None),
        ("楽", "楽"),
    ],
)
def test_a_label_scores_what_it_says(
    con: duckdb.DuckDBPyConnection, cell: str, answer: str | None
) -> None:
    assert answered(con, cell, metric="csat") == answer


def test_what_sources_yaml_says_of_a_question_goes_before_the_contract(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert answered(con, "満足", metric="csat", labels={"満足": 5}) == "5"


def test_words_stay_words_in_a_question_without_a_scale(con: duckdb.DuckDBPyConnection) -> None:
    assert answered(con, "1 - 店員が親切", metric="text") == "1 - 店員が親切"
