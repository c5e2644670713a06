"""Who comes to the online shop in the month since it is measured, and how far they go."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from dagster_project.sample.places import ONLINE
from dagster_project.sample.products import products
from dagster_project.sample.randomness import Ints, Mask, cumulated, pick, stream
from dagster_project.sample.seasons import seconds_of_day
from dagster_project.sample.span import Span
from dagster_project.sample.visits import GUEST, Visits

STRANGER = -1
MEASURED_DAYS = 31
STEPS = ("page_view", "view_item", "add_to_cart", "begin_checkout", "purchase")
# How far a visit without a purchase goes: one look, products, the cart, the till's door.
_DEPTHS = (46, 38, 12, 4)
_BROWSING_PER_PURCHASE, _KNOWN_AMONG_BROWSERS = 32, 0.35
_MORE_PAGES = 0.9
_BETWEEN_PAGES, _READ_PAGE = 34.0, 14.0


@dataclass(frozen=True)
class Events:
    """One row an event in order of time; `moment` is local microseconds from 1970.

    `session` numbers the visits, `step` is the place in STEPS, `place` that in the session.
    """

    session: Ints
    person: Ints
    moment: Ints
    step: Ints
    place: Ints
    product: Ints
    engaged: Ints
    started: Ints
    is_logged_in: Mask

    @property
    def count(self) -> int:
        return len(self.session)

    def at(self, rows: Ints) -> Events:
        return Events(*(getattr(self, each.name)[rows] for each in fields(self)))

    def between(self, first: int, last: int) -> Ints:
        """Rows of whole local days."""
        ends = np.array([first, last + 1]) * 86_400_000_000
        start, end = np.searchsorted(self.moment, ends)
        return np.arange(start, end)


def measured_since(span: Span) -> int:
    """The day on which the shop's pages got their tag."""
    return max(span.first, span.last - MEASURED_DAYS + 1)


def events(visits: Visits, customers: int, seed: int, span: Span) -> Events:
    """A purchase of the online shop ends a session; most sessions end before one."""
    rng = stream(seed, "web")
    first = measured_since(span)
    bought = np.flatnonzero((visits.store == ONLINE) & (visits.day >= first))
    browsing = len(bought) * _BROWSING_PER_PURCHASE
    chance, within = rng.random((2, browsing))
    day = np.concatenate([visits.day[bought], rng.integers(first, span.last + 1, browsing)])
    second = np.concatenate(
        [visits.second[bought], seconds_of_day(chance, within, np.ones(browsing, bool))]
    )
    known = rng.random(browsing) < _KNOWN_AMONG_BROWSERS
    person = np.concatenate(
        [
            np.where(visits.person[bought] == GUEST, STRANGER, visits.person[bought]),
            np.where(known, rng.integers(0, customers, browsing), STRANGER),
        ]
    )
    depth = np.concatenate(
        [
            np.full(len(bought), len(STEPS) - 1),
            pick(cumulated(_DEPTHS), rng.random(browsing)),
        ]
    )
    logged_in = (person != STRANGER) & ((depth == len(STEPS) - 1) | (rng.random(len(depth)) < 0.4))
    return _unfolded(rng, person, day * 86_400 + second, depth, logged_in, span)


def _unfolded(
    rng: np.random.Generator, person: Ints, ended: Ints, depth: Ints, logged_in: Mask, span: Span
) -> Events:
    """Each session's events: one of every step that it reached, and some pages more."""
    looks = np.where(depth > 0, rng.poisson(_MORE_PAGES, len(depth)), 0)
    length = depth + 1 + looks
    session = np.repeat(np.arange(len(depth)), length)
    place = np.arange(len(session)) - np.repeat(np.cumsum(length) - length, length)
    extra = looks[session]
    step = np.maximum(place - extra, 0)
    pause = (rng.exponential(_BETWEEN_PAGES, len(session)) * 1_000_000).astype(np.int64) + 900_000
    pause[place == 0] = 0
    run = np.cumsum(pause)
    since_start = run - np.repeat(run[np.cumsum(length) - length], length)
    lasted = since_start[np.cumsum(length) - 1]
    # Sessions end when the purchase is booked, and none runs past the last day.
    started = np.maximum(ended * 1_000_000 - lasted, measured_since(span) * 86_400_000_000)
    moment = started[session] + since_start
    engaged = (rng.exponential(_READ_PAGE, len(session)) * 1_000).astype(np.int64)
    product = pick(products().shares[0], rng.random(len(depth)))[session]
    order = np.lexsort((place, session, moment))
    found = Events(
        session, person[session], moment, step, place, product, engaged,
        started[session] // 1_000_000, logged_in[session],
    )  # fmt: skip
    return found.at(order[moment[order] < (span.last + 1) * 86_400_000_000])
