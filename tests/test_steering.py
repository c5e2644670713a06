"""KPI targets and notes are typed, and a wrong cell is named by file, line and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from dagster_project.documents import ConfigurationError
from dagster_project.steering import TARGETS, read_table, register

HEADER = (
    "kpi_id,label_ja,label_en,parent_kpi_id,baseline_value,target_value,start_on,due_on,owner,"
    "direction\n"
)
ROW = "nps,推奨度,NPS,,10,20,2026-04-01,2027-03-31,CX部,up\n"


def test_targets_reach_the_warehouse_typed(tmp_path: Path) -> None:
    (tmp_path / "kpi_targets.csv").write_text(HEADER + ROW, "utf-8")
    con = duckdb.connect()
    assert register(con, tmp_path)["kpi_target"] == 1
    assert con.execute(
        "select kpi_id, target_value, due_on, parent_kpi_id from landing.kpi_target"
    ).fetchall() == [("nps", 20.0, date(2027, 3, 31), None)]


def test_a_company_without_targets_has_an_empty_table(tmp_path: Path) -> None:
    con = duckdb.connect()
    assert set(register(con, tmp_path).values()) == {0}
    assert con.execute("select count(*) from landing.kpi_target").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + ROW + ROW.replace(",20,", ",twenty,"), ":3: target_value: found `twenty`"),
        (HEADER + ROW.replace("2027-03-31", "2027/3/31"), ":2: due_on: found `2027/3/31`"),
        (HEADER + ROW.replace(",up", ",sideways"), "accepted: up | down"),
        (HEADER + ROW.replace("CX部", ""), ":2: owner: found nothing"),
        (HEADER.replace("owner,", "") + ROW, ":1: found the columns"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "kpi_targets.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as told:
        read_table(file, TARGETS)
    assert said in str(told.value)
