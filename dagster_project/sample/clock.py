"""Days and seconds as text: local as the shops write them, UTC as the platforms do."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from dagster_project.sample.randomness import Ints
from dagster_project.sample.span import day
from dagster_project.sample.text import Text, choose, glue, take, words

SLASHES = "2018/12/1"
JAPAN = 9 * 3600
_FIRST, _LAST = 7_000, 25_000  # 1989 to 2038


@cache
def _dates(form: str) -> Text:
    return words([_one(day(number), form) for number in range(_FIRST, _LAST)])


def _one(on: date, form: str) -> str:
    """strftime knows no portable way to leave the zeros of 2018/12/1 out."""
    return f"{on.year}/{on.month}/{on.day}" if form == SLASHES else f"{on:{form}}"


@cache
def _times() -> Text:
    return words([f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400)])


def on_day(days: Ints, form: str = "%Y-%m-%d") -> Text:
    return take(_dates(form), days - _FIRST)


def on_day_or_blank(days: Ints, known: np.ndarray) -> Text:
    return choose(known, on_day(np.where(known, days, _FIRST)), "")


def local(days: Ints, seconds: Ints) -> Text:
    """2024-04-01 10:05:12, as the clock on the wall shows it."""
    return glue(on_day(days), take(_times(), seconds), by=" ")


def utc(days: Ints, seconds: Ints, end: str) -> Text:
    """The same moment as 2024-04-01T01:05:12 and an end such as Z or .000Z."""
    moment = days * 86_400 + seconds - JAPAN
    return glue(on_day(moment // 86_400), "T", take(_times(), moment % 86_400), end)
