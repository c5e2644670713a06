"""Birth dates as shops write them: ISO, slashes, 和暦, and what stands for an unknown one."""

from __future__ import annotations

from functools import cache

from dagster_project.sample.randomness import Ints
from dagster_project.sample.span import day, days
from dagster_project.sample.text import Text, take, words

_START, _END = -15_700, 16_500  # 1927 to 2015
_ERAS = (
    (days(day(0).replace(year=1989, month=1, day=8)), "平成", "H", 1988),
    (days(day(0).replace(year=1926, month=12, day=25)), "昭和", "S", 1925),
)


def birthdays(form: str, births: Ints) -> Text:
    """Each birth date in one written form."""
    return take(_written(form), births - _START)


@cache
def _written(form: str) -> Text:
    return words([_one(form, number) for number in range(_START, _END)])


def _one(form: str, number: int) -> str:
    on = day(number)
    match form:
        case "iso":
            return on.isoformat()
        case "slashes":
            return f"{on.year}/{on.month}/{on.day}"
        case "digits":
            return f"{on:%Y%m%d}"
        case "zero":
            return "0000-00-00"
        case "default":
            return "1900-01-01"
    era, letter, before = next((e, c, y) for start, e, c, y in _ERAS if number >= start)
    year = on.year - before
    if form == "letter":
        return f"{letter}{year}.{on.month}.{on.day}"
    return f"{era}{'元' if year == 1 else year}年{on.month}月{on.day}日"
