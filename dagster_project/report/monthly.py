"""Monthly amounts of a store, a channel or the whole, every month of the span present."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from dagster_project.report.formats import is_complete
from dagster_project.report.source import Row

Key = TypeVar("Key")
Series = dict[date, float]


def months_between(first: date, last: date) -> list[date]:
    """Every month, so that one without sales is a gap of zero and not a missing bar."""
    index = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [date(i // 12, i % 12 + 1, 1) for i in index]


def summed(rows: Iterable[Row]) -> Series:
    sums: Series = defaultdict(float)
    for row in rows:
        sums[row["month_on"]] += row["amount"] or 0
    return sums


def ranked(
    rows: Iterable[Row], months: Sequence[date], by: Callable[[Row], Key]
) -> dict[Key, Series]:
    """Monthly amounts per group, the largest over `months` first."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    series = {key: summed(group) for key, group in groups.items()}
    return dict(sorted(series.items(), key=lambda group: (-over(group[1], months), str(group[0]))))


def over(series: Series, months: Sequence[date]) -> float:
    return sum(series[month] for month in months)


def together(parts: Iterable[Mapping[date, float]]) -> Series:
    sums: Series = defaultdict(float)
    for part in parts:
        for month, amount in part.items():
            sums[month] += amount
    return sums


def last_year(rows: Iterable[Row], as_of: date) -> list[date]:
    """The last 12 closed months with a row; the running one where there is no other."""
    known = sorted({row["month_on"] for row in rows if row["month_on"] <= as_of})
    closed = known if is_complete(as_of) else [m for m in known if m < as_of.replace(day=1)]
    shown = closed or known
    if not shown:
        return []
    return [m for m in shown if 12 * (shown[-1].year - m.year) + shown[-1].month - m.month < 12]
