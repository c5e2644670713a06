"""The main KPIs: which period stands in large type, what it is compared with, and its trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import hypot

from dagster_project.report.bilingual import Text, known_word, said, word
from dagster_project.report.formats import SPACE, is_complete, period, whole
from dagster_project.report.source import ReleaseContents, Row
from dagster_project.report.units import Unit, unit_of

MAIN = (
    "nps", "csat", "ces_ease", "active_customers", "new_customers", "repeat_rate_365d",
    "f2_rate", "aov", "churn_rate", "ltv_simple", "email_open_rate", "win_rate",
)  # fmt: skip
# A month of these is not a small year: what they measure needs a year to happen.
LOOKS_BACK = {"repeat_rate_365d", "churn_rate", "retention_rate", "ltv_simple"}
GRAINS = ("month", "quarter", "trailing_12m", "fiscal_year")
NOT_A_VALUE = {"immature", "no_data"}
TREND_PERIODS = 24
# What a period is set against, in months back. Months of a trailing year overlap with the one
# before, so there the year before comes first and the month before is no evidence of a change.
COMPARED = {
    "month": ((1, "month"), (12, "year")),
    "quarter": ((3, "quarter"), (12, "year")),
    "trailing_12m": ((12, "year"), (1, "month_standing")),
    "fiscal_year": ((12, "year"),),
}


@dataclass(frozen=True, slots=True)
class Change:
    """The move since an earlier period; `tone` is better or worse only where intervals show it."""

    against: Text
    amount: Text
    arrow: str
    tone: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The latest month beside a figure that covers a year, and its change."""

    period: Text
    figure: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One tile: the KPI at the grain at which the company steers it."""

    kpi_id: str
    name: Text
    figure: str
    unit: Text | None
    period: Text | None
    changes: list[Change]
    interval: Text | None
    n: str | None
    flag: str
    flag_text: Text | None
    note: Text | None
    recent: Recent | None = None
    trend: list[Row] = field(default_factory=list)

    @property
    def value(self) -> Text:
        """Figure and unit in running text."""
        space = "" if self.unit is None or self.unit.ja == "人" else SPACE
        unit = self.unit or Text("", "")
        return Text(f"{self.figure}{space}{unit.ja}", f"{self.figure}{SPACE}{unit.en}".strip())


def indicators(contents: ReleaseContents) -> list[Indicator]:
    catalogue = {row["kpi_id"]: row for row in contents.rows("kpi_catalogue")}
    values = contents.rows("kpi_values")
    return [
        _indicator(kpi_id, catalogue.get(kpi_id, {}), [r for r in values if r["kpi_id"] == kpi_id])
        for kpi_id in MAIN
    ]


def kpi_name(kpi_id: str, definition: Row) -> Text:
    if definition.get("name_ja") or definition.get("name_en"):
        ja, en = definition.get("name_ja"), definition.get("name_en")
        return Text(str(ja or en), str(en or ja))
    return known_word("kpi", kpi_id)


def _indicator(kpi_id: str, definition: Row, rows: Sequence[Row]) -> Indicator:
    unit, name = unit_of(definition.get("unit")), kpi_name(kpi_id, definition)
    series = _chosen_series(_steering_grain(kpi_id, definition), rows)
    headline = _headline(series)
    if headline is None:
        flag = rows[-1]["quality_flag"] if rows else "no_data"
        flag = flag if flag in NOT_A_VALUE else "no_data"
        figure, _ = unit.figure(None)
        return Indicator(kpi_id, name, figure, None, None, [], None, None, flag,
                         known_word("flag", flag), word(f"kpi_note.{flag}"))  # fmt: skip
    figure, small = unit.figure(headline["value"])
    flag = headline["quality_flag"] or "ok"
    return Indicator(
        kpi_id,
        name,
        figure,
        small,
        period(headline["period_grain"], headline["period_start_on"], headline["period_end_on"]),
        _changes(headline, series, unit, definition.get("direction")),
        unit.interval(headline["ci_low"], headline["ci_high"]),
        None if unit.kind == "count" else whole(headline["n"]),
        flag,
        None if flag == "ok" else known_word("flag", flag),
        _later_without_value(headline, series),
        _recent(headline, rows, unit, definition),
        _trend(headline, series),
    )


def _steering_grain(kpi_id: str, definition: Row) -> str:
    """The catalogue says it, as it does for the targets; so figure and target are the same."""
    fallback = "trailing_12m" if kpi_id in LOOKS_BACK else "month"
    return str(definition.get("steering_grain") or fallback)


def _chosen_series(steering_grain: str, rows: Sequence[Row]) -> list[Row]:
    """The steering grain, unless its figure stands on few observations and another does not."""
    order = sorted(GRAINS, key=lambda grain: grain != steering_grain)
    by_grain = [[row for row in rows if row["period_grain"] == grain] for grain in order]
    usable = [(series, head) for series in by_grain if (head := _headline(series))]
    steady = [series for series, head in usable if head["quality_flag"] != "low_n"]
    return steady[0] if steady else usable[0][0] if usable else []


def _is_value(row: Row) -> bool:
    return row["value"] is not None and row["quality_flag"] not in NOT_A_VALUE


def _headline(series: Sequence[Row]) -> Row | None:
    """The latest closed period that has a value; a running one only where there is no other."""
    values = [row for row in series if _is_value(row)]
    closed = [row for row in values if is_complete(row["period_end_on"])]
    return (closed or values or [None])[-1]


def _recent(now: Row, rows: Sequence[Row], unit: Unit, definition: Row) -> Recent | None:
    if now["period_grain"] != "trailing_12m" or now["kpi_id"] in LOOKS_BACK:
        return None
    months = [row for row in rows if row["period_grain"] == "month"]
    month = _headline(months)
    if month is None or month["quality_flag"] == "low_n":
        return None
    if month["period_end_on"] != now["period_end_on"]:
        return None
    changes = _changes(month, months, unit, definition.get("direction"))
    span = period("month", month["period_start_on"], month["period_end_on"])
    return Recent(span, unit.plain(month["value"]), changes)


def _later_without_value(headline: Row, series: Sequence[Row]) -> Text | None:
    end = headline["period_end_on"]
    later = [r for r in series if r["period_end_on"] > end and is_complete(r["period_end_on"])]
    if not later:
        return None if is_complete(end) else word("kpi_note.running")
    flag = later[-1]["quality_flag"]
    return word(f"kpi_note.later_{flag if flag in NOT_A_VALUE else 'no_data'}")


def _changes(now: Row, series: Sequence[Row], unit: Unit, direction: str | None) -> list[Change]:
    grain = now["period_grain"]
    closed = {
        _month_index(row["period_end_on"]): row
        for row in series
        if _is_value(row) and is_complete(row["period_end_on"])
    }
    if not is_complete(now["period_end_on"]):
        return []
    changes = []
    for months, name in COMPARED.get(grain, ()):
        before = closed.get(_month_index(now["period_end_on"]) - months)
        amount = unit.change(now["value"], before["value"]) if before else None
        if before is None or amount is None:
            continue
        overlaps = grain == "trailing_12m" and months < 12
        tone = "unclear" if overlaps else _tone(now, before, direction)
        step = now["value"] - before["value"]
        arrow = "▲" if step > 0 else "▼" if step < 0 else "＝"
        changes.append(Change(word(f"against.{name}"), said(amount), arrow, tone))
    return changes


def _tone(now: Row, before: Row, direction: str | None) -> str:
    """Better or worse only where the two intervals leave no doubt; a picture must not cheer noise."""
    edges = [row[edge] for row in (now, before) for edge in ("ci_low", "ci_high")]
    if any(edge is None for edge in edges):
        return "unclear"
    step = now["value"] - before["value"]
    if abs(step) <= hypot((edges[1] - edges[0]) / 2, (edges[3] - edges[2]) / 2):
        return "unclear"
    lower_is_better = (direction or "").lower().startswith(("low", "down", "decreas", "minim"))
    return "worse" if (step > 0) == lower_is_better else "better"


def _trend(headline: Row, series: Sequence[Row]) -> list[Row]:
    """Up to two years to the headline; between values, a period without one stays in as a gap."""
    shown = [row for row in series if row["period_end_on"] <= headline["period_end_on"]]
    first = next(place for place, row in enumerate(shown) if _is_value(row))
    return [row if _is_value(row) else _gap(row) for row in shown[first:]][-TREND_PERIODS:]


def _gap(row: Row) -> Row:
    return {**row, "value": None, "ci_low": None, "ci_high": None}


def _month_index(end: date) -> int:
    return 12 * end.year + end.month
