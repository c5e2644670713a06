"""The spread of NPS answers from 0 to 10, and what the three groups make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dagster_project.report.bilingual import Text, word
from dagster_project.report.formats import number, percent, period, whole
from dagster_project.report.pictures import DETRACTOR, PASSIVE, PROMOTER, score_bars
from dagster_project.report.source import ReleaseContents, Row
from dagster_project.report.units import Unit

GRAINS = ("trailing_12m", "fiscal_year", "month")
GROUPS = (("detractor", range(7), DETRACTOR), ("passive", range(7, 9), PASSIVE),
          ("promoter", range(9, 11), PROMOTER))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Promoters, passives or detractors: how many, and which share."""

    key: str
    name: Text
    scores: str
    count: str
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers of one period."""

    period: Text
    nps: str
    interval: Text | None
    n: str
    groups: list[Group]
    scores: list[tuple[int, str, str]]
    wide: Markup
    narrow: Markup


def nps_distribution(contents: ReleaseContents) -> Distribution | None:
    """The widest recent window, so that the bars are made of as many answers as there are."""
    rows = _latest(contents.rows("survey_scores"))
    counts = {row["score"]: row["n"] for row in rows}
    total = sum(counts.values())
    if not total:
        return None
    grain, start = rows[0]["period_grain"], rows[0]["period_start_on"]
    measured = _measured(contents, grain, start)
    groups = [_group(key, scores, counts, total) for key, scores, _ in GROUPS]
    colour = {score: colour for _, scores, colour in GROUPS for score in scores}
    bars = [
        {"score": s, "n": counts.get(s, 0), "label": whole(counts.get(s, 0)), "colour": colour[s]}
        for s in range(11)
    ]
    points = Unit("points")
    return Distribution(
        period(grain, start, rows[0]["period_end_on"]),
        number(measured["value"] if measured else _nps(counts, total), 1),
        points.interval(measured["ci_low"], measured["ci_high"]) if measured else None,
        whole(total),
        groups,
        [(s, whole(counts.get(s, 0)), percent(counts.get(s, 0) / total)) for s in range(11)],
        score_bars(bars, width=560),
        score_bars(bars, width=300, height=150),
    )


def _latest(rows: list[Row]) -> list[Row]:
    for grain in GRAINS:
        starts = [row["period_start_on"] for row in rows if row["period_grain"] == grain]
        if starts:
            newest = max(starts)
            return [r for r in rows if (r["period_grain"], r["period_start_on"]) == (grain, newest)]
    return []


def _measured(contents: ReleaseContents, grain: str, start: date) -> Row | None:
    """The published NPS of the very same period, with its interval."""
    for row in contents.rows("kpi_values"):
        found = (row["kpi_id"], row["period_grain"], row["period_start_on"])
        if found == ("nps", grain, start) and row["value"] is not None:
            return row
    return None


def _group(key: str, scores: range, counts: dict[int, int], total: int) -> Group:
    count = sum(counts.get(score, 0) for score in scores)
    span = f"{scores[0]}–{scores[-1]}"
    share = count / total
    return Group(key, word(f"nps.{key}"), span, whole(count), percent(share), round(100 * share, 2))


def _nps(counts: dict[int, int], total: int) -> float:
    weight = {**dict.fromkeys(range(7), -1), 9: 1, 10: 1}
    return 100 * sum(weight.get(score, 0) * n for score, n in counts.items()) / total
