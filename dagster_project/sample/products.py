"""What the shops sell: departments, prices that rise each April, seasons, what goes together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from dagster_project.sample.names import read_list
from dagster_project.sample.randomness import Floats, Ints, cumulated
from dagster_project.sample.span import day
from dagster_project.sample.text import Text, words

_IN_SEASON = {
    "none": (),
    "spring": (2, 3, 4),
    "summer": (5, 6, 7),
    "autumn": (8, 9, 10),
    "winter": (10, 11, 0, 1),
    "december": (10, 11),
}
_SEASON_FACTOR = 3.0
_RISE = 0.03
_BASE_YEAR = 2024
# Row numbers of the list: the first is often bought with the second.
_TOGETHER = (
    (11, 19),
    (12, 5),
    (13, 20),
    (41, 40),
    (62, 63),
    (50, 53),
    (73, 76),
    (74, 78),
    (31, 34),
)


@dataclass(frozen=True)
class Products:
    """`shares[month]` are cumulative; `companion` is -1 where nothing goes with a product."""

    rows: list[dict[str, str]]
    names: Text
    codes: list[str]
    tax: Ints
    shares: list[Floats]
    companion: Ints

    def price(self, product: Ints, on: Ints) -> Ints:
        """Tax included, in yen; list prices rise a little every April."""
        base = np.array([int(row["price"]) for row in self.rows])[product]
        raised = base * (1 + _RISE * np.maximum(_fiscal_years()[on] - _BASE_YEAR, 0))
        return np.where(base < 100, base, (raised // 10 * 10).astype(np.int64))


@cache
def products() -> Products:
    rows = read_list("products.csv")
    companion = np.full(len(rows), -1)
    for one, other in _TOGETHER:
        companion[one], companion[other] = other, one
    popularity = np.array([float(row["popularity"]) for row in rows])
    months = [
        popularity * [_SEASON_FACTOR if month in _IN_SEASON[row["season"]] else 1 for row in rows]
        for month in range(12)
    ]
    return Products(
        rows=rows,
        names=words([row["product"] for row in rows]),
        codes=[_jan(index) for index in range(len(rows))],
        tax=np.array([int(row["tax"]) for row in rows]),
        shares=[cumulated(weights) for weights in months],
        companion=companion,
    )


def _jan(index: int) -> str:
    """A code of 13 digits with its check digit; some begin with a zero, as in-house ones do."""
    body = (
        f"0{490000 + index:06}{index * 37 % 100000:05}"
        if index % 9 == 4
        else f"49{index * 7919 + 10**9}"
    )
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


@cache
def _fiscal_years() -> Ints:
    return np.array([(on := day(number)).year - (on.month < 4) for number in range(25_000)])


@cache
def months_of_days() -> Ints:
    return np.array([day(number).month - 1 for number in range(25_000)])
