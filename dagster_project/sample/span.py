"""The days a sample covers: the history that the first drop brings, and the nights after it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

NIGHTS = 5
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Span:
    """Days are counted from 1970-01-01, in Japanese local time."""

    months: int
    last_on: date

    @property
    def last(self) -> int:
        return days(self.last_on)

    @property
    def first(self) -> int:
        before = self.last_on.year * 12 + self.last_on.month - self.months
        return days(date(before // 12, before % 12 + 1, 1))

    @property
    def history_end(self) -> int:
        return self.last - NIGHTS

    @property
    def nights(self) -> list[int]:
        return list(range(self.history_end + 1, self.last + 1))

    @property
    def history_months(self) -> list[tuple[int, int]]:
        """First and last day of each month, the last one cut where the nights begin."""
        months, start = [], self.first
        while start <= self.history_end:
            on = day(start)
            end = days(on.replace(day=monthrange(on.year, on.month)[1]))
            months.append((start, min(end, self.history_end)))
            start = end + 1
        return months


def days(on: date) -> int:
    return (on - EPOCH).days


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def compact(number: int) -> str:
    """A day as it stands in file names."""
    return f"{day(number):%Y%m%d}"
