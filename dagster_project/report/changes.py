"""How far a KPI moved since an earlier period of the same length, and whether that is news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from dagster_project.report.bilingual import Text, word
from dagster_project.report.formats import is_complete
from dagster_project.report.series import closed_months, month_number
from dagster_project.report.source import Row
from dagster_project.report.units import Unit

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


def changes(now: Row, series: Sequence[Row], unit: Unit, direction: str | None) -> list[Change]:
    """Nothing for a running period: part of a month is no month to compare."""
    if not is_complete(now["period_end_on"]):
        return []
    closed, found = closed_months(series), []
    for months, name in COMPARED.get(now["period_grain"], ()):
        before = closed.get(month_number(now["period_end_on"]) - months)
        amount = unit.change(now["value"], before["value"]) if before else None
        if before is None or amount is None:
            continue
        overlaps = now["period_grain"] == "trailing_12m" and months < 12
        tone = "unclear" if overlaps else _tone(now, before, direction)
        step = now["value"] - before["value"]
        arrow = "▲" if step > 0 else "▼" if step < 0 else "＝"
        found.append(Change(word(f"against.{name}"), amount, arrow, tone))
    return found


def _tone(now: Row, before: Row, direction: str | None) -> str:
    """Better or worse only where the two intervals leave no doubt: a page must not cheer noise."""
    if any(row[edge] is None for row in (now, before) for edge in ("ci_low", "ci_high")):
        return "unclear"
    step = now["value"] - before["value"]
    if abs(step) <= hypot(*((row["ci_high"] - row["ci_low"]) / 2 for row in (now, before))):
        return "unclear"
    return "worse" if (step > 0) == (direction == "down") else "better"
