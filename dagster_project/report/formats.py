"""Numbers, dates and periods as people write them; what is not known is a dash, never a 0."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dagster_project.report.bilingual import Text

MINUS, DASH, SPACE = "\u2212", "\u2013", "\u00a0"
WEEKDAYS_JA = "月火水木金土日"
SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "KRW": "₩"}
WHOLE_UNITS = {"JPY", "KRW"}


def number(value: float | None, decimals: int = 0, *, signed: bool = False) -> str:
    """`12,345`, `−1.2`; with `signed` also `+1.2` and `±0.0`."""
    if value is None:
        return DASH
    rounded = round(float(value), decimals)
    digits = f"{abs(rounded):,.{decimals}f}"
    if rounded == 0:
        return f"±{digits}" if signed else digits
    return f"{MINUS if rounded < 0 else '+' if signed else ''}{digits}"


def percent(share: float | None, decimals: int = 1) -> str:
    """`3.2 %` from a share of 1."""
    return DASH if share is None else f"{number(100 * share, decimals)}{SPACE}%"


def money(amount: float | None, currency: str = "JPY") -> str:
    """`¥12,345`."""
    if amount is None:
        return DASH
    digits = number(amount, 0 if currency in WHOLE_UNITS else 2)
    symbol = SYMBOLS.get(currency, f"{currency}{SPACE}")
    return f"{MINUS}{symbol}{digits[1:]}" if digits.startswith(MINUS) else f"{symbol}{digits}"


def money_scale(largest: float) -> tuple[float, Text]:
    """What to divide amounts by for a picture, and the words for that unit."""
    if largest >= 10_000_000:
        return 1e6, Text("百万", "million")
    if largest >= 10_000:
        return 1e3, Text("千", "thousand")
    return 1.0, Text("", "")


def day(value: date) -> Text:
    return Text(
        ja=f"{value.year}年{value.month}月{value.day}日({WEEKDAYS_JA[value.weekday()]})",
        en=f"{value:%a} {value.day} {value:%B} {value.year}",
    )


def month(value: date) -> Text:
    return Text(ja=f"{value.year}年{value.month}月", en=f"{value:%b} {value.year}")


def month_axis(value: date) -> str:
    """A month in a picture, the same in both languages."""
    return f"{value.year}/{value.month:02d}"


def is_complete(end: date) -> bool:
    """A period that still runs ends on the as-of day; a closed one on the last day of a month."""
    return (end + timedelta(days=1)).day == 1


def period(grain: str, start: date, end: date) -> Text:
    """`2026年2月`, `2025年10〜12月`, `2026年2月までの12か月`; a running one names its last day."""
    running = (
        Text("", "")
        if is_complete(end)
        else Text(f"({end.month}月{end.day}日まで)", f" (to {end.day} {end:%b})")
    )
    named: Callable[[date, date], Text] = _PERIODS.get(grain, _span)
    text = named(start, end)
    return Text(text.ja + running.ja, text.en + running.en)


def _trailing(_: date, end: date) -> Text:
    return Text(f"{month(end).ja}までの12か月", f"12 months to {month(end).en}")


def _month(start: date, _: date) -> Text:
    return month(start)


def _span(start: date, end: date) -> Text:
    # A fiscal quarter or year is named by its months: the page need not know where a year begins.
    if end.year == start.year:
        return Text(
            f"{start.year}年{start.month}〜{end.month}月", f"{start:%b}{DASH}{end:%b} {end.year}"
        )
    return Text(f"{month(start).ja}〜{month(end).ja}", f"{month(start).en}{DASH}{month(end).en}")


_PERIODS: dict[str, Callable[[date, date], Text]] = {"trailing_12m": _trailing, "month": _month}


def whole(value: Any) -> str:
    """A count, or a dash."""
    return DASH if value is None else number(float(value))
