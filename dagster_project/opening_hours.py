"""When the support desk works: the hours of company.yaml less public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Years beyond what extracts hold cost nothing and spare a look at the data.
FIRST_YEAR, LAST_YEAR = 2005, 2045

_CLOCK = "([01][0-9]|2[0-4]):[0-5][0-9]"
_SPAN = {"type": "string", "pattern": f"^{_CLOCK}-{_CLOCK}$"}
_DAY = {
    "oneOf": [_SPAN, {"type": "array", "items": _SPAN}],
    "description": "hours such as 09:00-18:00, or a list of them",
}
HOURS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "weekday -> opening hours; a weekday that is left out is closed",
    "properties": {
        **{day: _DAY for day in WEEKDAYS},
        "holidays": {
            "enum": ["JP", "none"],
            "description": "JP: closed on Japanese public holidays (the default); or none",
        },
        "closed_on": {
            "type": "array",
            "description": "further closed days such as 2026-12-29",
            "items": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        },
    },
}
DEFAULT: dict[str, Any] = {day: "09:00-18:00" for day in WEEKDAYS[:5]}


def register(con: duckdb.DuckDBPyConnection, hours: dict[str, Any] | None) -> None:
    """Writes landing.opening_hour (weekday 0 is Monday) and landing.holiday."""
    hours = hours or DEFAULT
    con.execute("create schema if not exists landing")
    con.execute(
        "create or replace table landing.opening_hour "
        "(weekday integer, opens_minute integer, closes_minute integer)"
    )
    for row in spans(hours):
        con.execute("insert into landing.opening_hour values (?, ?, ?)", list(row))
    con.execute("create or replace table landing.holiday (holiday_on date)")
    con.execute("insert into landing.holiday select unnest(?)", [closed_days(hours)])


def spans(hours: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Weekday, and the minutes after midnight of opening and closing."""
    for number, day in enumerate(WEEKDAYS):
        given = hours.get(day) or []
        for span in [given] if isinstance(given, str) else given:
            opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-"))
            if closes > opens:
                yield number, opens, closes


def closed_days(hours: dict[str, Any]) -> list[date]:
    days = {date.fromisoformat(day) for day in hours.get("closed_on", [])}
    if hours.get("holidays", "JP") == "JP":
        from holidays import country_holidays

        days |= set(country_holidays("JP", years=range(FIRST_YEAR, LAST_YEAR + 1)))
    return sorted(days)
