"""One KPI through time: the grain it is read at, the period in large type, the trend before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dagster_project.report.formats import is_complete
from dagster_project.report.source import Row

# A month of these is not a small year: what they measure needs a year to happen.
LOOKS_BACK = {"repeat_rate_365d", "churn_rate", "retention_rate", "ltv_simple"}
GRAINS = ("month", "quarter", "trailing_12m", "fiscal_year")
NOT_A_VALUE = {"immature", "no_data"}
TREND_PERIODS = 24


def is_value(row: Row) -> bool:
    return row["value"] is not None and row["quality_flag"] not in NOT_A_VALUE


def steering_grain(kpi_id: str, definition: Row) -> str:
    """The catalogue says it, as it does for the targets; so figure and target are the same."""
    fallback = "trailing_12m" if kpi_id in LOOKS_BACK else "month"
    return str(definition.get("steering_grain") or fallback)


def chosen(grain: str, rows: Sequence[Row]) -> list[Row]:
    """The rows of `grain`, unless its figure stands on few observations and another's does not."""
    order = sorted(GRAINS, key=lambda each: each != grain)
    by_grain = [[row for row in rows if row["period_grain"] == each] for each in order]
    usable = [(series, head) for series in by_grain if (head := headline(series))]
    steady = [series for series, head in usable if head["quality_flag"] != "low_n"]
    return steady[0] if steady else usable[0][0] if usable else []


def headline(series: Sequence[Row]) -> Row | None:
    """The latest closed period that has a value; a running one only where there is no other."""
    values = [row for row in series if is_value(row)]
    closed = [row for row in values if is_complete(row["period_end_on"])]
    return (closed or values)[-1] if values else None


def closed_months(series: Sequence[Row]) -> dict[int, Row]:
    """The closed periods with a value, by the number of the month in which they end."""
    return {
        month_number(row["period_end_on"]): row
        for row in series
        if is_value(row) and is_complete(row["period_end_on"])
    }


def month_number(end: date) -> int:
    return 12 * end.year + end.month


def trend(now: Row, series: Sequence[Row]) -> list[Row]:
    """Up to two years to `now`; between values, a period without one stays in as a gap."""
    shown = [row for row in series if row["period_end_on"] <= now["period_end_on"]]
    first = next(place for place, row in enumerate(shown) if is_value(row))
    return [row if is_value(row) else _gap(row) for row in shown[first:]][-TREND_PERIODS:]


def _gap(row: Row) -> Row:
    return {**row, "value": None, "ci_low": None, "ci_high": None}
