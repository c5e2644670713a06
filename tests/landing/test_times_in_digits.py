"""Carriers write the time of day in digits, and a spreadsheet takes their leading zeros."""

from __future__ import annotations

import pytest

from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column


@pytest.mark.parametrize(
    ("digits", "written", "read"),
    [
        ("hhmmss", "100500", "10:05:00"),
        ("hhmmss", "93005", "09:30:05"),
        ("hhmmss", "5", "00:00:05"),
        ("hhmmss", "9:05:03", "09:05:03"),
        ("hhmm", "905", "09:05:00"),
        ("hhmm", "100500", None),
        ("hhmmss", "95", None),
        (None, "100500", None),
    ],
)
def test_digits_are_a_time_in_the_way_that_is_agreed(
    extracts: Extracts, digits: str | None, written: str, read: str | None
) -> None:
    agree(
        extracts,
        column("called_on", "日", logicalType="date"),
        column("called_time", "時刻"),
        column(
            "called_at",
            logicalType="timestamp",
            combine={
                "date": "called_on",
                "time": "called_time",
                **({"digits": digits} if digits else {}),
            },
        ),
        timezone="UTC",
    )
    extracts.put("2024-04-02/calls.csv", f"日,時刻\r\n20240401,{written}\r\n")
    extracts.land()
    [(at, flags)] = extracts.items("called_at, flags")
    assert at == (read and f"2024-04-01 {read}.000000")
    assert flags == (None if read else "called_at:unreadable")
