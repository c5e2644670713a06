"""Whatever is missing, the page stands and says in a sentence what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dagster_project import report
from tests.report.full_release import full_release, sales, values
from tests.report.reading import Element, page
from tests.report.release_by_hand import AS_OF, COLUMNS, catalogue, write_release

PARTS = ("nps", "retention", "rfm", "sales", "targets", "landing", "checks", "glossary")

COMES_WITH_ITS_DATA = {"web_funnel", "contact_reason_monthly", "campaign_influence"}


def written(folder: Path, as_of: date = AS_OF) -> Element:
    return page(report.write(folder, company_name="Aoba", as_of=as_of, verdict="published"))


def test_empty_tables_leave_a_sentence_in_every_part(tmp_path: Path) -> None:
    root = written(write_release(tmp_path, {}, checks=[], books={"books": []}))
    for part in PARTS:
        assert root.one("section", id=part).one("p", class_="missing").text("ja")
    assert {p.text("en") for p in root.all("p", class_="figure")} == {"–"}


def test_a_night_refused_before_any_mart_has_a_page(tmp_path: Path) -> None:
    root = written(tmp_path)
    for part in PARTS:
        assert root.one("section", id=part).one("p", class_="missing").text("en")


@pytest.mark.parametrize("missing", sorted(COLUMNS))
def test_a_missing_table_costs_only_its_own_part(tmp_path: Path, missing: str) -> None:
    root = written(full_release(tmp_path, only=set(COLUMNS) - {missing}))
    assert len(root.all("p", class_="missing")) <= 1
    assert len(root.all("section")) == 12 - (missing in COMES_WITH_ITS_DATA)


def test_one_running_month_is_shown_as_running(tmp_path: Path) -> None:
    first = date(2026, 3, 1)
    rows = [row for row in values() if row["period_start_on"] == first]
    shop = [row for row in sales() if row["period_start_on"] == first]
    tables = {"kpi_value": rows, "kpi_catalogue": catalogue("nps"), "sales_monthly": shop}
    root = written(write_release(tmp_path, tables))
    nps = root.one("li", data_kpi="nps")
    assert nps.one("p", class_="when").text("en") == "Mar 2026 (to 27 Mar)"
    assert nps.one("p", class_="note").text("en") == "This period is still running."
    assert not nps.all("svg")
    assert root.one("section", id="sales").all("svg")


def test_a_table_whose_columns_changed_is_an_error_and_not_an_empty_part(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect(str(tmp_path / "marts.duckdb")) as marts:
        marts.execute("create table kpi_value (something integer)")
    with pytest.raises(duckdb.BinderException):
        written(tmp_path)
