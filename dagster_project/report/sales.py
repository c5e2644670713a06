"""Sales by month, by channel as a picture and by store as a table with small trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from dagster_project.report.bilingual import Text, known_word, said, word
from dagster_project.report.formats import (
    DASH,
    SPACE,
    is_complete,
    money,
    money_scale,
    month,
    month_axis,
    number,
    percent,
)
from dagster_project.report.monthly import Series, months_between, over, ranked, summed, together
from dagster_project.report.pictures import CATEGORIES, Sparklines, monthly_bars
from dagster_project.report.source import ReleaseContents, Row

MONTHS_SHOWN = 24
STORES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A store or a channel: its last 12 closed months, and these against the 12 before."""

    name: Text
    amount: str
    share: str
    change: str
    colour: str | None = None
    trend: Markup | None = None


@dataclass(frozen=True, slots=True)
class Sales:
    """Month by month, at most two years, up to the as-of day."""

    span: Text
    unit: Text
    wide: Markup
    narrow: Markup
    channels: list[Line]
    stores: list[Line]
    running: Text | None
    table: list[tuple[Text, str]]


def sales(contents: ReleaseContents, as_of: date, currency: str, small: Sparklines) -> Sales | None:
    rows = [row for row in contents.rows("sales") if row["month_on"] <= as_of]
    if not rows:
        return None
    months = months_between(min(row["month_on"] for row in rows), as_of)
    running = None if is_complete(as_of) else months[-1]
    closed = [each for each in months if each != running] or months
    shown = months[-MONTHS_SHOWN - (running is not None) :]
    channels = ranked(rows, closed[-12:], lambda row: row["channel"])
    colours = {key: CATEGORIES[min(i, len(CATEGORIES) - 1)] for i, key in enumerate(channels)}
    whole = summed(rows)
    divisor, scale = money_scale(max(abs(whole[each]) for each in shown))
    bars = _bars(channels, shown, colours, divisor, running)
    lines = _Lines(closed, over(whole, closed[-12:]), currency)
    return Sales(
        word("sales.span", first=month(closed[-12:][0]), last=month(closed[-1])),
        word("sales.unit", scale=scale, currency=known_word("currency", currency)),
        monthly_bars(bars, width=860, ticks=_ticks(shown, 3)),
        monthly_bars(bars, width=290, ticks=_ticks(shown, 8), height=170),
        [
            lines.line(known_word("channel", key), series, colours[key])
            for key, series in channels.items()
        ],
        [
            lines.line(name, series, trend=small.draw(_points(series, closed)))
            for name, series in _stores(rows, closed)
        ],
        word("sales.running", month=month(running), day=as_of.day) if running else None,
        [(month(each), money(whole[each], currency)) for each in reversed(shown)],
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """What every line of the tables is measured against."""

    closed: Sequence[date]
    total: float
    currency: str

    def line(
        self, name: Text, series: Series, colour: str | None = None, trend: Markup | None = None
    ) -> Line:
        now, before = over(series, self.closed[-12:]), over(series, self.closed[-24:-12])
        # Against a year that the extracts do not hold in full, growth would be history arriving.
        comparable = len(self.closed) >= 24 and before > 0
        change = number(100 * (now / before - 1), 1, signed=True) if comparable else None
        share = percent(now / self.total) if self.total > 0 else DASH
        shown = f"{change}{SPACE}%" if change else DASH
        return Line(name, money(now, self.currency), share, shown, colour, trend)


def _bars(
    channels: dict[Any, Series],
    shown: Sequence[date],
    colours: dict[Any, str],
    divisor: float,
    running: date | None,
) -> list[Row]:
    return [
        {
            "month": month_axis(each),
            "amount": series[each] / divisor,
            "colour": colours[key],
            "rank": rank,
            "opacity": 0.45 if each == running else 1,
        }
        for each in shown
        for rank, (key, series) in enumerate(channels.items())
    ]


def _ticks(shown: Sequence[date], every: int) -> list[str]:
    return [month_axis(each) for each in shown[:: -every if len(shown) > every else 1]]


def _stores(rows: Sequence[Row], closed: Sequence[date]) -> list[tuple[Text, Series]]:
    """The largest stores by name; the rest, if more than one, in one line."""
    by_store = ranked(rows, closed[-12:], lambda r: (r["store_id"] or "", r["store_name"] or ""))
    named = [(_store_name(*store), series) for store, series in by_store.items()]
    if len(named) <= STORES_SHOWN + 1:
        return named
    rest = [series for _, series in named[STORES_SHOWN:]]
    return [*named[:STORES_SHOWN], (word("sales.other_stores", count=len(rest)), together(rest))]


def _store_name(store_id: str, name: str) -> Text:
    if name or store_id not in ("", "unknown"):
        return said(name or store_id)
    return word("sales.no_store")


def _points(series: Series, closed: Sequence[date]) -> list[Row]:
    return [{"value": series[each]} for each in closed[-MONTHS_SHOWN:]]
