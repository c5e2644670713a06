"""Who comes to the till and when: each customer buys at an own rate until they silently stop.

Rates are gamma, and after each purchase a customer leaves for good with an own chance, which is
higher the less satisfied they are: that is the world BG/NBD assumes, and why detractors churn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.sample.faces import Faces
from dagster_project.sample.places import ONLINE, cities
from dagster_project.sample.randomness import Floats, Ints, Mask, pick, stream
from dagster_project.sample.records import Presence
from dagster_project.sample.seasons import day_weights, seconds_of_day
from dagster_project.sample.span import Span

GUEST = -1
_RATE_SHAPE, _RATE_A_YEAR = 0.9, 5.0
_LEAVING, _LEAVING_BY_DISSATISFACTION = -2.35, 0.85
_GUESTS_PER_VISIT = 0.2
_ONLINE_BUYERS, _GUESTS_ONLINE = 0.34, 0.06
_AT_HOME_STORE = 0.86


@dataclass(frozen=True)
class Visits:
    """One row a visit in order of time; `person` is -1 for a guest.

    `has_left` is by person: who had silently stopped by the last day."""

    person: Ints
    day: Ints
    second: Ints
    store: Ints
    has_left: Mask

    @property
    def count(self) -> int:
        return len(self.person)


def visits(faces: Faces, presence: Presence, since: Ints, seed: int, span: Span) -> Visits:
    rng = stream(seed, "visits")
    busy = np.concatenate([[0.0], np.cumsum(day_weights(span))])
    buyers = np.flatnonzero(presence.pos)
    opens = busy[np.clip(since[buyers] - span.first, 0, len(busy) - 1)]
    satisfaction = faces.people.satisfaction[buyers]
    buyer, moment, gone = _purchases(rng, opens, busy[-1], satisfaction)
    guests = rng.random(int(len(buyer) * _GUESTS_PER_VISIT)) * busy[-1]
    person = np.concatenate([buyers[buyer], np.full(len(guests), GUEST)])
    moment = np.concatenate([moment, guests])
    day = span.first + np.searchsorted(busy, moment, side="right") - 1
    day = np.minimum(day, span.last)
    store = _stores(rng, faces, person, day)
    chance, within = rng.random((2, len(person)))
    second = seconds_of_day(chance, within, store == ONLINE)
    order = np.lexsort((person, second, day))
    has_left = np.zeros(faces.people.count, bool)
    has_left[buyers] = gone
    return Visits(person[order], day[order], second[order], store[order], has_left)


def _purchases(
    rng: np.random.Generator, opens: Floats, end: float, satisfaction: Floats
) -> tuple[Ints, Floats, Mask]:
    """Pairs of buyer and moment, and who has left.

    Time runs by how busy the days are, so seasons need no more care."""
    count = len(opens)
    year = 365.25
    pause = year / np.maximum(rng.gamma(_RATE_SHAPE, _RATE_A_YEAR / _RATE_SHAPE, count), 0.05)
    leaving = 1 / (1 + np.exp(-(_LEAVING - _LEAVING_BY_DISSATISFACTION * satisfaction)))
    buyer = np.arange(count)
    # A new member buys on the day of joining or soon after; an old one whenever their turn comes.
    moment = opens + np.where(opens > 0, rng.exponential(4.0, count), rng.exponential(pause))
    buyers, moments, gone = [], [], np.zeros(count, bool)
    while len(buyer):
        inside = moment < end
        buyer, moment = buyer[inside], moment[inside]
        buyers.append(buyer)
        moments.append(moment)
        stays = rng.random(len(buyer)) > leaving[buyer]
        gone[buyer[~stays]] = True
        buyer, moment = buyer[stays], moment[stays]
        moment = moment + rng.exponential(pause[buyer])
    return np.concatenate(buyers), np.concatenate(moments), gone


def _stores(rng: np.random.Generator, faces: Faces, person: Ints, day: Ints) -> Ints:
    count = faces.people.count
    online_share = np.where(rng.random(count) < _ONLINE_BUYERS, rng.beta(1.2, 1.2, count), 0.0)
    known = person.clip(0)
    face = faces.of(known, day >= faces.changed[known])
    home = cities().store[faces.home.city[face]]
    anywhere = cities().store[pick(cities().shares, rng.random(len(person)))]
    share = np.where(person == GUEST, _GUESTS_ONLINE, online_share[known])
    chance, stays = rng.random((2, len(person)))
    store = np.where((stays < _AT_HOME_STORE) & (person != GUEST), home, anywhere)
    return np.where(chance < share, ONLINE, store)
