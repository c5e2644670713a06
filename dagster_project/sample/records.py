"""Who stands in which system, since when, and what that system has learned of later changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.sample.faces import NEVER, Faces
from dagster_project.sample.people import People
from dagster_project.sample.randomness import Floats, Ints, Mask, stream
from dagster_project.sample.span import Span

_HEARS_OF_CHANGE = 0.6
_LAG_DAYS = 70


@dataclass(frozen=True)
class Presence:
    """Which person is known to which system, and since which day; at least one of the three."""

    crm: Mask
    marketing: Mask
    pos: Mask
    since: Ints

    @classmethod
    def of(cls, people: People, seed: int, span: Span) -> Presence:
        rng = stream(seed, "presence")
        count = people.count
        warmth = 0.12 * rng.standard_normal(count)
        crm = rng.random(count) + warmth < 0.38
        marketing = rng.random(count) - warmth < 0.5
        pos = (rng.random(count) < 0.76) | ~(crm | marketing)
        before = rng.integers(span.first - 1100, span.first, count)
        within = span.first + (rng.random(count) * (span.last - span.first + 1)).astype(np.int64)
        return cls(crm, marketing, pos, np.where(rng.random(count) < 0.42, before, within))


@dataclass(frozen=True)
class Records:
    """One row a record of one system, in the order in which they were entered.

    A record shows the person's new face from `learned` on; `ended` is the day on which it was
    merged into `winner` (a row number) or its card was given up.
    """

    person: Ints
    created: Ints
    learned: Ints
    ended: Ints
    winner: Ints

    @property
    def count(self) -> int:
        return len(self.person)

    @property
    def second(self) -> Ints:
        """The second of the day of entry: office hours, spread by a fixed step."""
        return 32_400 + (np.arange(self.count) * 7_919) % 36_000

    def face(self, faces: Faces, rows: Ints, on: int) -> Ints:
        return faces.of(self.person[rows], self.learned[rows] <= on)

    def existing(self, on: int) -> Ints:
        return np.flatnonzero(self.created <= on)

    def touched(self, on: int, *others: Ints) -> Ints:
        """Rows that a nightly delta brings: entered, corrected or ended on that day."""
        days = (self.created, self.learned, self.ended, *others)
        return np.flatnonzero(np.any([each == on for each in days], axis=0))

    def changed(self, rows: Ints, on: int, *others: Ints) -> Ints:
        """The day of the last change of each row as seen on a day."""
        last = self.created[rows]
        for each in (self.learned, self.ended, *others):
            last = np.where((each[rows] <= on) & (each[rows] > last), each[rows], last)
        return last


@dataclass(frozen=True)
class Habits:
    """How a system comes to hold a second record of one person."""

    second_share: float
    merged_share: float
    late_share: float = 0.25


CRM = Habits(second_share=0.05, merged_share=0.5)
MARKETING = Habits(second_share=0.03, merged_share=0.0)
POS = Habits(second_share=0.03, merged_share=1.0)


def enter(
    name: str, known: Mask, since: Ints, faces: Faces, habits: Habits, seed: int, span: Span
) -> Records:
    """First records and, for a few people, second ones that are later merged into the first."""
    rng = stream(seed, "records", name)
    first = np.flatnonzero(known)
    created = np.clip(since[first] + rng.integers(-20, 60, len(first)), None, span.last)
    doubles = np.flatnonzero(rng.random(len(first)) < habits.second_share)
    again = (
        created[doubles]
        + 1
        + (rng.random(len(doubles)) * np.maximum(span.last - created[doubles] - 1, 0)).astype(
            np.int64
        )
    )
    doubles, again = doubles[again <= span.last - 1], again[again <= span.last - 1]

    person = np.concatenate([first, first[doubles]])
    created = np.concatenate([created, again])
    order = np.lexsort((person, created))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    ended = np.full(len(person), NEVER)
    winner = np.full(len(person), -1)
    merged = len(first) + np.flatnonzero(rng.random(len(doubles)) < habits.merged_share)
    ended[merged] = _merge_days(rng, created[merged], habits, span)
    winner[merged] = place[doubles[merged - len(first)]]
    learned = _hears(rng, faces.changed[person], created, span)
    return Records(person[order], created[order], learned[order], ended[order], winner[order])


def _merge_days(rng: np.random.Generator, created: Ints, habits: Habits, span: Span) -> Ints:
    chance: Floats = rng.random(len(created))
    at_random = created + 1 + (chance * np.maximum(span.last - created - 1, 0)).astype(np.int64)
    in_a_night = span.history_end + 1 + rng.integers(0, span.last - span.history_end, len(created))
    late = rng.random(len(created)) < habits.late_share
    return np.minimum(np.where(late, np.maximum(in_a_night, created + 1), at_random), span.last)


def _hears(rng: np.random.Generator, changed: Ints, created: Ints, span: Span) -> Ints:
    """A record entered after the change shows it; an older one learns of it late or never."""
    lag = rng.integers(0, _LAG_DAYS, len(changed)) * (changed <= span.history_end)
    hears = rng.random(len(changed)) < _HEARS_OF_CHANGE
    heard = np.where(hears & (changed + lag <= span.last), changed + lag, NEVER)
    return np.where(changed <= created, created, heard)
