"""The retention triangle: of those who first bought in a month, who bought again k months later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dagster_project.report.bilingual import Text, said
from dagster_project.report.formats import DASH, month, number, whole
from dagster_project.report.source import ReleaseContents, Row

COHORTS_SHOWN = 24
MONTHS_SHOWN = 24
SMALLEST_GROUP = 5
SHADES = 10


@dataclass(frozen=True, slots=True)
class Cohort:
    """One line of the triangle; a cell is its figure and its shade, or None where not observed."""

    month: Text
    size: Text
    cells: list[tuple[str, int] | None]


@dataclass(frozen=True, slots=True)
class Triangle:
    """Cohorts down, months since the first purchase across; month 0 is 100 % and left out."""

    columns: range
    cohorts: list[Cohort]
    left_out: int


def triangle(contents: ReleaseContents, rate: str) -> Triangle | None:
    """`rate` is retention_rate or cumulative_return_rate."""
    by_cohort: dict[date, list[Row]] = {}
    for row in contents.rows("cohorts"):
        by_cohort.setdefault(row["cohort_month_on"], []).append(row)
    shown = sorted(by_cohort)[-COHORTS_SHOWN:]
    observed = [
        row
        for cohort in shown
        for row in by_cohort[cohort]
        if row[rate] is not None and 1 <= row["month_number"] <= MONTHS_SHOWN
    ]
    if not observed:
        return None
    columns = range(1, 1 + max(row["month_number"] for row in observed))
    # One tiny cohort that came back in full must not bleach all the others.
    darkest = max((row[rate] for row in observed if not _is_small(row)), default=0) or 1.0
    cohorts = [_cohort(start, by_cohort[start], columns, rate, darkest) for start in shown]
    return Triangle(columns, cohorts, len(by_cohort) - len(shown))


def _is_small(row: Row) -> bool:
    return (row["customer_count"] or 0) < SMALLEST_GROUP


def _cohort(start: date, rows: list[Row], columns: range, rate: str, darkest: float) -> Cohort:
    by_month = {row["month_number"]: row for row in rows}
    if _is_small(rows[0]):
        small = said(f"<{SMALLEST_GROUP}") if rows[0]["customer_count"] else said(DASH)
        return Cohort(month(start), small, [None for _ in columns])
    cells: list[tuple[str, int] | None] = []
    for k in columns:
        value = by_month[k][rate] if k in by_month else None
        cells.append(None if value is None else (number(100 * value), _shade(value, darkest)))
    return Cohort(month(start), said(whole(rows[0]["customer_count"])), cells)


def _shade(value: float, darkest: float) -> int:
    return min(SHADES - 1, int(SHADES * value / darkest))
