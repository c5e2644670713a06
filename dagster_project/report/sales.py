"""Sales by month, by channel as a picture and by store as a table with small trends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dagster_project.report.bilingual import Text, known_word, said, word
from dagster_project.report.formats import (
    SPACE,
    is_complete,
    money,
    money_scale,
    month,
    month_axis,
    number,
    percent,
)
from dagster_project.report.pictures import CATEGORIES, Sparklines, monthly_bars
from dagster_project.report.source import ReleaseContents, Row

MONTHS_SHOWN = 24
STORES_SHOWN = 10
CHANNELS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A store or a channel: its last 12 closed months, and these against the 12 before."""

    name: Text
    amount: str
    share: str
    change: str | None
    colour: str | None = None
    trend: Markup | None = None


@dataclass(frozen=True, slots=True)
class Sales:
    """Month by month, at most two years, up to the as-of day."""

    span: Text
    months_summed: int
    unit: Text
    wide: Markup
    narrow: Markup
    channels: list[Line]
    stores: list[Line]
    running: Text | None
    table: list[tuple[Text, str]]


def sales(contents: ReleaseContents, as_of: date, currency: str, small: Sparklines) -> Sales | None:
    rows = [r for r in contents.rows("sales") if r["month_on"] <= as_of]
    if not rows:
        return None
    months = _months(min(r["month_on"] for r in rows), as_of)
    running = None if is_complete(as_of) else months[-1]
    closed = [m for m in months if m != running] or months
    shown = months[-MONTHS_SHOWN - (running is not None) :]
    by_month = _sums(rows, lambda r: r["month_on"])
    by_channel = _ranked(rows, closed[-12:], lambda r: r["channel"])
    by_store = _ranked(rows, closed[-12:], lambda r: (r["store_id"] or "", r["store_name"] or ""))
    colours = _colours(list(by_channel))
    divisor, scale = money_scale(max((abs(by_month[m]) for m in shown), default=0))
    bars = _bars(by_channel, shown, colours, divisor, running)
    total = sum(by_month[m] for m in closed[-12:])
    draw = small.draw
    return Sales(
        word("sales.span", first=month(closed[-12:][0]), last=month(closed[-1])),
        len(closed[-12:]),
        word("sales.unit", scale=scale, currency=known_word("currency", currency)),
        monthly_bars(bars, width=860, ticks=_ticks(shown, 3)),
        monthly_bars(bars, width=290, ticks=_ticks(shown, 8), height=170),
        [_line(known_word("channel", key), series, closed, total, currency, colours[key])
         for key, series in by_channel.items()],
        _stores(by_store, closed, total, currency, lambda s: draw([{"value": s[m]} for m in closed[-MONTHS_SHOWN:]])),
        word("sales.running", month=month(running), day=as_of.day) if running else None,
        [(month(m), money(by_month[m], currency)) for m in reversed(shown)],
    )  # fmt: skip


Series = dict[date, float]


def _months(first: date, as_of: date) -> list[date]:
    """Every month between, so that one without sales is a gap of zero and not a missing bar."""
    index = range(12 * first.year + first.month - 1, 12 * as_of.year + as_of.month)
    return [date(i // 12, i % 12 + 1, 1) for i in index]


def _sums(rows: Iterable[Row], key: Callable[[Row], date]) -> Series:
    sums: Series = defaultdict(float)
    for row in rows:
        sums[key(row)] += row["amount"] or 0
    return sums


def _ranked(rows: Sequence[Row], months: Sequence[date], by: Callable[[Row], object]) -> dict:
    """Monthly sums per group, the largest first over the months that are summed."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    series = {key: _sums(group, lambda r: r["month_on"]) for key, group in groups.items()}
    return dict(sorted(series.items(), key=lambda g: (-sum(g[1][m] for m in months), str(g[0]))))


def _colours(channels: Sequence[object]) -> dict[object, str]:
    return {key: CATEGORIES[min(i, CHANNELS_SHOWN)] for i, key in enumerate(channels)}


def _bars(
    by_channel: dict, shown: Sequence[date], colours: dict, divisor: float, running: date | None
) -> list[Row]:
    return [
        {
            "month": month_axis(m),
            "amount": series[m] / divisor,
            "colour": colours[key],
            "rank": rank,
            "opacity": 0.45 if m == running else 1,
        }
        for m in shown
        for rank, (key, series) in enumerate(by_channel.items())
    ]


def _ticks(shown: Sequence[date], every: int) -> list[str]:
    return [month_axis(m) for m in shown[:: -every if len(shown) > every else 1]]


def _stores(
    by_store: dict, closed: Sequence[date], total: float, currency: str, draw: Callable
) -> list[Line]:
    """The largest stores by name; the rest, if more than one, in one line."""
    entries = [(_store_name(*store), series) for store, series in by_store.items()]
    if len(entries) > STORES_SHOWN + 1:
        rest = entries[STORES_SHOWN:]
        summed: Series = defaultdict(float)
        for _, series in rest:
            for m, amount in series.items():
                summed[m] += amount
        entries = [*entries[:STORES_SHOWN], (word("sales.other_stores", count=len(rest)), summed)]
    return [
        _line(name, series, closed, total, currency, None, draw(series)) for name, series in entries
    ]


def _store_name(store_id: str, name: str) -> Text:
    if name or store_id not in ("", "unknown"):
        return said(name or store_id)
    return word("sales.no_store")


def _line(
    name: Text,
    series: Series,
    closed: Sequence[date],
    total: float,
    currency: str,
    colour: str | None,
    trend: Markup | None = None,
) -> Line:
    now = sum(series[m] for m in closed[-12:])
    before = sum(series[m] for m in closed[-24:-12])
    # Against a year that the extracts do not hold in full, growth would only be history arriving.
    comparable = len(closed) >= 24 and before > 0
    change = f"{number(100 * (now / before - 1), 1, signed=True)}{SPACE}%" if comparable else None
    share = percent(now / total) if total > 0 else "–"
    return Line(name, money(now, currency), share, change, colour, trend)
