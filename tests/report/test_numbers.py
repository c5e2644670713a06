"""Numbers, periods and changes read as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dagster_project.report import formats
from dagster_project.report.changes import changes
from dagster_project.report.units import Unit, unit_of


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "written"),
    [
        (12345, 0, False, "12,345"),
        (-1.25, 1, False, "−1.2"),
        (1.2, 1, True, "+1.2"),
        (-0.04, 1, True, "±0.0"),
        (-0.04, 1, False, "0.0"),
        (None, 1, True, "–"),
    ],
)
def test_numbers(value: float | None, decimals: int, signed: bool, written: str) -> None:
    assert formats.number(value, decimals, signed=signed) == written


def test_money_knows_its_currency() -> None:
    assert formats.money(12345.4) == "¥12,345"
    assert formats.money(-12345) == "−¥12,345"
    assert formats.money(12345.4, "USD") == "$12,345.40"
    assert formats.money(5, "SEK") == "SEK\u00a05.00"


@pytest.mark.parametrize(
    ("grain", "start", "end", "ja", "en"),
    [
        ("month", "2026-02-01", "2026-02-28", "2026年2月", "Feb 2026"),
        ("month", "2024-02-01", "2024-02-28", "2024年2月(2月28日まで)", "Feb 2024 (to 28 Feb)"),
        ("quarter", "2025-10-01", "2025-12-31", "2025年10〜12月", "Oct–Dec 2025"),
        ("fiscal_year", "2025-04-01", "2026-03-31", "2025年4月〜2026年3月", "Apr 2025–Mar 2026"),
        ("trailing_12m", "2025-03-01", "2026-02-28", "2026年2月までの12か月",
         "12 months to Feb 2026"),
    ],
)  # fmt: skip
def test_periods(grain: str, start: str, end: str, ja: str, en: str) -> None:
    text = formats.period(grain, date.fromisoformat(start), date.fromisoformat(end))
    assert (text.ja, text.en) == (ja, en)


def row(end: date, value: float, half: float | None = 1.0, **more: Any) -> dict[str, Any]:
    return {"period_grain": "month", "period_start_on": end.replace(day=1), "period_end_on": end,
            "value": value, "quality_flag": "ok", "ci_low": None if half is None else value - half,
            "ci_high": None if half is None else value + half, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "half", "direction", "tone"),
    [
        (10, 20, 1, "up", "better"),
        (10, 20, 1, "down", "worse"),
        (20, 10, 1, "down", "better"),
        (10, 10.5, 1, "up", "unclear"),
        (10, 20, None, "up", "unclear"),
    ],
)
def test_a_change_is_praised_only_where_the_intervals_leave_no_doubt(
    before: float, now: float, half: float | None, direction: str, tone: str
) -> None:
    rows = [row(date(2026, 1, 31), before, half), row(date(2026, 2, 28), now, half)]
    (change,) = changes(rows[1], rows, Unit("points"), direction)
    assert change.tone == tone
    assert change.arrow == ("▲" if now > before else "▼")


def test_overlapping_years_are_no_evidence() -> None:
    rows = [row(date(2026, 1, 31), 10), row(date(2026, 2, 28), 90)]
    rows = [{**each, "period_grain": "trailing_12m"} for each in rows]
    assert [change.tone for change in changes(rows[1], rows, Unit("points"), "up")] == ["unclear"]


def test_a_running_month_is_compared_with_nothing() -> None:
    rows = [row(date(2026, 2, 28), 10), row(date(2026, 3, 27), 90)]
    assert changes(rows[1], rows, Unit("points"), "up") == []


def test_a_month_is_set_against_the_month_before_and_the_year_before() -> None:
    rows = [row(date(2025, 2, 28), 40), row(date(2026, 1, 31), 50), row(date(2026, 2, 28), 44)]
    found = changes(rows[2], rows, unit_of("JPY"), "up")
    assert [(c.against.en, c.amount.en.replace("\u00a0", " ")) for c in found] == [
        ("vs month before", "−12.0 %"),
        ("vs year before", "+10.0 %"),
    ]


def test_shares_move_by_points() -> None:
    change = Unit("share").change(0.25, 0.2)
    assert change is not None and change.en == "+5.0 pt"
