"""Who answers which survey and how: scores follow the satisfaction that also makes people leave."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from dagster_project.sample.faces import Faces
from dagster_project.sample.places import ONLINE
from dagster_project.sample.randomness import Floats, Ints, Mask, stream
from dagster_project.sample.records import Presence
from dagster_project.sample.span import Span, day
from dagster_project.sample.visits import GUEST, Visits

NOBODY = -1
SEEN, UNSEEN = -99, -1  # a question shown and skipped, and one never shown
WAVE_MONTHS = (3, 6, 9, 12)
WAVE_DAY = 20
_ANSWERS_WAVE, _ANSWERS_PURCHASE = 0.06, 0.09
_PREVIEWS, _UNFINISHED, _SKIPS, _TWICE = 0.006, 0.06, 0.03, 0.02
_WEEK = 7 * 86_400


@dataclass(frozen=True)
class Sheets:
    """One row an answer sheet, in order of recording; moments are local seconds from 1970.

    `scores` has a column for each scored question of the survey; `basis` is the wave's month
    number for the relationship survey and the store for the one after a purchase.
    """

    person: Ints
    started: Ints
    ended: Ints
    recorded: Ints
    is_preview: Mask
    is_finished: Mask
    basis: Ints
    mood: Floats
    scores: Ints

    @property
    def count(self) -> int:
        return len(self.person)

    def at(self, rows: Ints) -> Sheets:
        return Sheets(*(getattr(self, each.name)[rows] for each in fields(self)))

    def between(self, first: int, last: int) -> Ints:
        start, end = np.searchsorted(self.recorded, [first * 86_400, (last + 1) * 86_400])
        return np.arange(start, end)


def relationship(faces: Faces, presence: Presence, seed: int, span: Span) -> Sheets:
    """NPS and overall satisfaction, asked every quarter of everybody who can be reached."""
    rng = stream(seed, "relationship survey")
    people, waves, begun = [], [], []
    reachable = presence.pos | presence.marketing
    for number in range(span.first, span.last + 1):
        on = day(number)
        if on.day != WAVE_DAY or on.month not in WAVE_MONTHS:
            continue
        asked = np.flatnonzero(reachable & (presence.since < number))
        answers = asked[rng.random(len(asked)) < _ANSWERS_WAVE]
        answers = np.concatenate([answers, answers[rng.random(len(answers)) < _TWICE]])
        people.append(answers)
        waves.append(np.full(len(answers), on.year * 12 + on.month - 1))
        delay = rng.exponential(2.6 * 86_400, len(answers)).astype(np.int64)
        begun.append(number * 86_400 + 36_000 + delay)
    person, basis = _joined(people), _joined(waves)
    mood = faces.people.satisfaction[person] + 0.35 * rng.standard_normal(len(person))
    nps = np.clip(np.rint(7.55 + 1.85 * mood + 0.5 * rng.standard_normal(len(person))), 0, 10)
    overall = _skipped(rng, _five(rng, mood))
    return _sheets(
        rng, person, _joined(begun), basis, mood, np.stack([nps.astype(np.int64), overall], 1), span
    )


def after_purchase(faces: Faces, visits: Visits, seed: int, span: Span) -> Sheets:
    """Satisfaction with 店員, レジ, 店舗 and オンライン, and effort, asked after some purchases."""
    rng = stream(seed, "purchase survey")
    weight = np.where(visits.person == GUEST, 0.25, 1.0)
    rows = np.flatnonzero(rng.random(visits.count) < _ANSWERS_PURCHASE * weight)
    person, store = visits.person[rows], visits.store[rows]
    own = np.where(person == GUEST, 0.0, faces.people.satisfaction[person.clip(0)])
    # The shops differ: the third is understaffed, the seventh is a pleasure.
    mood = own + 0.35 * rng.standard_normal(len(rows)) - 0.6 * (store == 3) + 0.4 * (store == 7)
    at_shop = store != ONLINE
    asked = [at_shop, at_shop, at_shop, ~at_shop]
    lifts = (0.3, -0.2, 0.1, 0.0)
    csat = [
        np.where(shown, _skipped(rng, _five(rng, mood + lift)), UNSEEN)
        for shown, lift in zip(asked, lifts, strict=True)
    ]
    ease = np.rint(5.3 + 0.8 * mood + 0.9 * rng.standard_normal(len(rows)))
    effort = _skipped(rng, np.clip(ease, 1, 7).astype(np.int64))
    begun = visits.day[rows] * 86_400 + visits.second[rows] + rng.integers(600, 200_000, len(rows))
    return _sheets(rng, person, begun, store, mood, np.stack([*csat, effort], 1), span)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _five(rng: np.random.Generator, mood: Floats) -> Ints:
    return np.clip(np.rint(3.9 + 0.75 * mood + 0.5 * rng.standard_normal(len(mood))), 1, 5).astype(
        np.int64
    )


def _skipped(rng: np.random.Generator, scores: Ints) -> Ints:
    return np.where(rng.random(len(scores)) < _SKIPS, SEEN, scores)


def _sheets(
    rng: np.random.Generator,
    person: Ints,
    begun: Ints,
    basis: Ints,
    mood: Floats,
    scores: Ints,
    span: Span,
) -> Sheets:
    """Sheets that were given up are closed a week later; staff try the survey out as previews."""
    count = len(person)
    previews = np.flatnonzero(rng.random(count) < _PREVIEWS)
    rows = np.concatenate([np.arange(count), previews])
    is_preview = np.arange(len(rows)) >= count
    unfinished = (rng.random(len(rows)) < _UNFINISHED) & ~is_preview
    started = begun[rows] + 3_600 * is_preview
    takes = np.where(unfinished, _WEEK, rng.integers(25, 420, len(rows)))
    ended = started + takes
    filled = scores[rows].copy()
    # Who gives up has answered the first question at most.
    filled[unfinished, 1:] = UNSEEN
    filled[unfinished & (rng.random(len(rows)) < 0.5), 0] = UNSEEN
    sheets = Sheets(
        np.where(is_preview, NOBODY, person[rows]), started, ended, ended + 1,
        is_preview, ~unfinished, basis[rows], mood[rows], filled,
    )  # fmt: skip
    order = np.lexsort((np.arange(len(rows)), sheets.recorded))
    return sheets.at(order[sheets.recorded[order] < (span.last + 1) * 86_400])
