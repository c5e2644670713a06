"""How far sessions get in each funnel, and where they stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dagster_project.report.bilingual import Text, said, word
from dagster_project.report.formats import DASH, month, percent, whole
from dagster_project.report.monthly import last_year
from dagster_project.report.source import ReleaseContents, Row


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel; `width` is its bar in percent of the first step's."""

    name: Text
    sessions: str
    of_first: str
    of_previous: str
    stalled: str
    width: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """One funnel over at most 12 months."""

    name: Text
    span: Text
    steps: list[Step]


def funnels(contents: ReleaseContents, as_of: date) -> list[Funnel]:
    """Those in which somebody began; a step that is not tracked is no step of the picture."""
    rows = contents.rows("funnels")
    months = last_year(rows, as_of)
    found = []
    for funnel in sorted({row["funnel"] for row in rows}):
        steps: dict[int, list[Row]] = {}
        for row in rows:
            if row["funnel"] == funnel and row["month_on"] in months:
                steps.setdefault(row["step_number"], []).append(row)
        if len(steps) > 1:
            span = word("sales.span", first=month(months[0]), last=month(months[-1]))
            found.append(Funnel(_name(funnel), span, _steps([steps[n] for n in sorted(steps)])))
    return found


def _name(funnel: str) -> Text:
    return word("funnel.web") if funnel == "web" else said(funnel)


def _steps(rows_by_step: list[list[Row]]) -> list[Step]:
    counts = [sum(row["session_count"] for row in rows) for rows in rows_by_step]
    shown = []
    for place, rows in enumerate(rows_by_step):
        count, before = counts[place], counts[place - 1] if place else 0
        shown.append(
            Step(
                Text(rows[0]["name_ja"], rows[0]["name_en"]),
                whole(count),
                percent(count / counts[0]),
                percent(count / before) if before else DASH,
                whole(sum(row["stalled_count"] for row in rows)),
                round(100 * count / counts[0], 2),
            )
        )
    return shown
