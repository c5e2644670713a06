"""When people shop: weekends, Golden Week, December, payday, and the hours of a day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from dagster_project.sample.randomness import Floats, Ints, cumulated, pick
from dagster_project.sample.span import Span, day

_MONTHS = (0.92, 0.88, 1.04, 1.0, 1.02, 0.95, 1.05, 0.92, 0.95, 1.0, 1.06, 1.45)
_WEEKDAYS = (0.82, 0.8, 0.84, 0.86, 1.02, 1.38, 1.28)
_STORE_HOURS = [0] * 10 + [5, 9, 11, 10, 10, 11, 11, 12, 11, 7, 3] + [0] * 3
_ONLINE_HOURS = [2, 1, 0.5, 0.3, 0.3, 0.5, 1, 3, 4, 4, 4, 4, 6, 5, 4, 4, 4, 4, 5, 6, 8, 10, 9, 5]


def day_weights(span: Span) -> Floats:
    """How busy each day of the span is; an ordinary one weighs 1."""
    return np.array([_weight(number) for number in range(span.first, span.last + 1)])


def _weight(number: int) -> float:
    on = day(number)
    weight = _MONTHS[on.month - 1] * _WEEKDAYS[on.weekday()]
    if (on.month, on.day) == (1, 1):
        return 0.15
    if (on.month == 4 and on.day >= 29) or (on.month == 5 and on.day <= 5):
        weight *= 1.5
    if on.month == 12 and 18 <= on.day <= 27:
        weight *= 1.35
    if 25 <= on.day <= 28 or (on + timedelta(days=1)).day == 1:
        weight *= 1.1
    return weight


def seconds_of_day(chance: Floats, within: Floats, online: np.ndarray) -> Ints:
    """Shops open from 10 to 21; the online shop never closes and is busy at night."""
    store = pick(cumulated(_STORE_HOURS), chance)
    web = pick(cumulated(_ONLINE_HOURS), chance)
    return np.where(online, web, store) * 3_600 + (within * 3_600).astype(np.int64)
