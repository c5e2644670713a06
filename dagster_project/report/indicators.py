"""The main KPIs: which period stands in large type, what it is compared with, and its trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dagster_project.report.bilingual import Text, known_word, word
from dagster_project.report.changes import Change, changes
from dagster_project.report.formats import SPACE, is_complete, period, whole
from dagster_project.report.series import (
    LOOKS_BACK,
    NOT_A_VALUE,
    chosen,
    headline,
    is_value,
    steering_grain,
    trend,
)
from dagster_project.report.source import ReleaseContents, Row
from dagster_project.report.units import Unit, unit_of

MAIN = (
    "nps", "csat", "ces_ease", "active_customers", "new_customers", "repeat_rate_365d",
    "f2_rate", "aov", "churn_rate", "ltv_simple", "email_open_rate", "win_rate",
)  # fmt: skip
# Companies without a measured web site, a service desk or reviews miss none of these.
WHERE_MEASURED = ("cvr_session", "fcr_7d", "first_reply_minutes_median", "review_rating")


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
    unit: Text | None = None
    period: Text | None = None
    changes: list[Change] = field(default_factory=list)
    interval: Text | None = None
    n: str | None = None
    flag: str = "ok"
    flag_text: Text | None = None
    note: Text | None = None
    recent: Recent | None = None
    trend: list[Row] = field(default_factory=list)

    @property
    def value(self) -> Text:
        """Figure and unit in running text."""
        ja, en = (self.unit.ja, self.unit.en) if self.unit else ("", "")
        return Text(f"{self.figure}{SPACE}{ja}".strip(), f"{self.figure}{SPACE}{en}".strip())


def indicators(contents: ReleaseContents) -> list[Indicator]:
    catalogue = {row["kpi_id"]: row for row in contents.rows("kpi_catalogue")}
    values = contents.rows("kpi_values")
    measured = {row["kpi_id"] for row in values if is_value(row)}
    return [
        _indicator(kpi_id, catalogue.get(kpi_id, {}), [r for r in values if r["kpi_id"] == kpi_id])
        for kpi_id in (*MAIN, *(each for each in WHERE_MEASURED if each in measured))
    ]


def kpi_name(kpi_id: str, definition: Row) -> Text:
    ja, en = definition.get("name_ja"), definition.get("name_en")
    return Text(str(ja or en), str(en or ja)) if ja or en else known_word("kpi", kpi_id)


def _indicator(kpi_id: str, definition: Row, rows: Sequence[Row]) -> Indicator:
    unit, name = unit_of(definition.get("unit")), kpi_name(kpi_id, definition)
    series = chosen(steering_grain(kpi_id, definition), rows)
    now = headline(series)
    if now is None:
        return _without_value(kpi_id, name, unit, rows)
    figure, small = unit.figure(now["value"])
    flag = now["quality_flag"] or "ok"
    return Indicator(
        kpi_id,
        name,
        figure,
        small,
        period(now["period_grain"], now["period_start_on"], now["period_end_on"]),
        changes(now, series, unit, definition.get("direction")),
        unit.interval(now["ci_low"], now["ci_high"]),
        # A count is its own number of observations.
        None if unit.kind == "count" else whole(now["n"]),
        flag,
        None if flag == "ok" else known_word("flag", flag),
        _newer_without_value(now, series),
        _recent(now, rows, unit, definition),
        trend(now, series),
    )


def _without_value(kpi_id: str, name: Text, unit: Unit, rows: Sequence[Row]) -> Indicator:
    immature = any(row["quality_flag"] == "immature" for row in rows)
    flag = "immature" if immature else "no_data"
    return Indicator(
        kpi_id,
        name,
        unit.figure(None)[0],
        flag=flag,
        flag_text=known_word("flag", flag),
        note=word(f"kpi_note.{flag}"),
    )


def _newer_without_value(now: Row, series: Sequence[Row]) -> Text | None:
    """A figure that is not of the newest period says why."""
    end = now["period_end_on"]
    newer = [r for r in series if r["period_end_on"] > end and is_complete(r["period_end_on"])]
    if not newer:
        return None if is_complete(end) else word("kpi_note.running")
    flag = newer[-1]["quality_flag"]
    return word(f"kpi_note.later_{flag if flag in NOT_A_VALUE else 'no_data'}")


def _recent(now: Row, rows: Sequence[Row], unit: Unit, definition: Row) -> Recent | None:
    if now["period_grain"] != "trailing_12m" or now["kpi_id"] in LOOKS_BACK:
        return None
    months = [row for row in rows if row["period_grain"] == "month"]
    month = headline(months)
    if month is None or month["quality_flag"] == "low_n":
        return None
    if month["period_end_on"] != now["period_end_on"]:
        return None
    return Recent(
        period("month", month["period_start_on"], month["period_end_on"]),
        unit.plain(month["value"]),
        changes(month, months, unit, definition.get("direction")),
    )
