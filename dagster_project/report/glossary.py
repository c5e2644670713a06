"""What each KPI means, as the published catalogue says it."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.report.bilingual import Text
from dagster_project.report.formats import DASH
from dagster_project.report.indicators import MAIN, WHERE_MEASURED, kpi_name
from dagster_project.report.source import ReleaseContents, Row


@dataclass(frozen=True, slots=True)
class Definition:
    """One KPI: both names, formula, days and finality, who answers for it, the version in force."""

    kpi_id: str
    name: Text
    formula: Text
    window: Text
    maturity: Text
    owner: str
    version: str


def definitions(contents: ReleaseContents) -> list[Definition]:
    """The main KPIs in the order of the page, then the others by id."""
    rank = {kpi_id: place for place, kpi_id in enumerate(MAIN + WHERE_MEASURED)}
    rows = contents.rows("kpi_catalogue")
    return [
        Definition(
            row["kpi_id"],
            kpi_name(row["kpi_id"], row),
            _words(row, "formula"),
            _words(row, "window_rule"),
            _words(row, "maturity_rule"),
            str(row.get("owner") or DASH),
            str(row.get("definition_version") or DASH),
        )
        for row in sorted(rows, key=lambda row: (rank.get(row["kpi_id"], len(rank)), row["kpi_id"]))
    ]


def _words(row: Row, column: str) -> Text:
    en, ja = row.get(column), row.get(f"{column}_ja")
    return Text(str(ja or en or DASH), str(en or ja or DASH))
