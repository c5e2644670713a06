"""Who writes to the service desk, about what, and how long the answer takes.

The dissatisfied write more often.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from dagster_project.sample.faces import Faces
from dagster_project.sample.places import ONLINE
from dagster_project.sample.randomness import Floats, Ints, Mask, cumulated, pick, stream
from dagster_project.sample.span import Span
from dagster_project.sample.visits import GUEST, Visits

REASONS = ("配送", "返品・交換", "商品", "ポイント・会員", "サイト操作", "店舗・接客")
_SHARES_ONLINE, _SHARES_STORE = (34, 18, 14, 10, 22, 2), (0, 20, 26, 26, 4, 24)
NOT_YET = 1 << 40
_WRITES, _BY_DISSATISFACTION = 0.045, 0.55
_WRITES_AGAIN, _REOPENED, _GIVEN_UP = 0.13, 0.06, 0.02
_OPENS, _CLOSES = 9 * 3600, 18 * 3600


@dataclass(frozen=True)
class Tickets:
    """One row a ticket in order of creation; moments are local seconds from 1970.

    `replied` and `solved` are NOT_YET where nobody did it before the last day's end.
    """

    person: Ints
    created: Ints
    replied: Ints
    solved: Ints
    reopens: Ints
    reason: Ints
    mood: Floats

    @property
    def count(self) -> int:
        return len(self.person)

    def at(self, rows: Ints) -> Tickets:
        return Tickets(*(getattr(self, each.name)[rows] for each in fields(self)))

    def rows_of(self, on: int) -> Ints:
        return np.flatnonzero(self.created < (on + 1) * 86_400)

    def rows_touched(self, on: int) -> Ints:
        moments = (self.created, self.replied, self.solved)
        return np.flatnonzero(np.any([each // 86_400 == on for each in moments], axis=0))


def tickets(faces: Faces, visits: Visits, seed: int, span: Span) -> Tickets:
    """A request follows a purchase; some people have to ask twice for the same thing."""
    rng = stream(seed, "service desk")
    end = (span.last + 1) * 86_400
    content = np.where(
        visits.person == GUEST, 0.0, faces.people.satisfaction[visits.person.clip(0)]
    )
    chance = _WRITES * np.exp(-_BY_DISSATISFACTION * content) * (visits.person != GUEST)
    rows = np.flatnonzero(rng.random(visits.count) < chance)
    online = visits.store[rows] == ONLINE
    asked = rng.random(len(rows))
    reason = np.where(
        online, pick(cumulated(_SHARES_ONLINE), asked), pick(cumulated(_SHARES_STORE), asked)
    )
    bought = visits.day[rows] * 86_400 + visits.second[rows]
    created = bought + rng.integers(1_800, 6 * 86_400, len(rows))
    again = np.flatnonzero(rng.random(len(rows)) < _WRITES_AGAIN)
    source = np.concatenate([np.arange(len(rows)), again])
    created = np.concatenate(
        [created, created[again] + rng.integers(86_400, 20 * 86_400, len(again))]
    )
    order = np.lexsort((source, created))
    order = order[created[order] < end]
    source, created = source[order], created[order]
    count = len(source)
    replied = _in_office_hours(created + (rng.exponential(2.2, count) * 3_600).astype(np.int64))
    taken = np.exp(rng.normal(1.9, 1.3, count)) * 3_600
    solved = _in_office_hours(replied + taken.astype(np.int64))
    solved[rng.random(count) < _GIVEN_UP] = NOT_YET
    person = visits.person[rows][source]
    return Tickets(
        person=person,
        created=created,
        replied=np.where(replied < end, replied, NOT_YET),
        solved=np.where(solved < end, solved, NOT_YET),
        reopens=(rng.random(count) < _REOPENED).astype(np.int64),
        reason=reason[source],
        mood=faces.people.satisfaction[person] - 0.4 + 0.6 * rng.standard_normal(count),
    )


def _in_office_hours(moment: Ints) -> Ints:
    """What falls outside the desk's hours is done in the next hour that it is open."""
    second = moment % 86_400
    early: Mask = second < _OPENS
    late: Mask = second >= _CLOSES
    opening = moment - second + _OPENS + second % 3_600
    return np.where(late, opening + 86_400, np.where(early, opening, moment))
