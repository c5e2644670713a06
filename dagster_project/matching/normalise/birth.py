"""Birth dates as yyyymmdd numbers: which are fillers, and which two could be one day mistyped."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# What forms and clerks enter when they must enter something.
_SUSPECTS = frozenset({"0101", "1231", "1111"})


def default_births(births: NDArray[np.int32]) -> set[int]:
    """Days that too many records share to be birthdays, and days nobody alive was born on.

    A suspect day (1 January and the like) is thrown out at three times the usual number of records
    for a day, any other only at ten times and a dozen records.
    """
    days, counts = np.unique(births[births > 0], return_counts=True)
    if not len(days):
        return set()
    usual = float(np.mean(np.minimum(counts, 10 * np.median(counts))))
    found = set()
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        suspect = f"{day:08d}"[4:] in _SUSPECTS
        if (
            day < 19050101
            or (suspect and count >= 3 and count > 3 * usual)
            or (count >= 12 and count > 10 * usual)
        ):
            found.add(day)
    return found


@lru_cache(maxsize=200_000)
def could_be_one_day(left: int, right: int) -> bool:
    """Whether at most two slips (a digit changed, two neighbours swapped) tell the days apart."""
    if left == right:
        return True
    a, b = f"{left:08d}", f"{right:08d}"
    if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return True  # day and month changed places
    return edits(a, b) <= 2


def edits(a: str, b: str) -> int:
    """Optimal string alignment distance."""
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        current = [i]
        for j, right in enumerate(b, 1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
