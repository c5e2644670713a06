"""How each person's facts stood before and after a move, a wedding, a new e-mail or telephone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.sample.contact_points import emails, landlines, mobiles
from dagster_project.sample.names import surnames
from dagster_project.sample.people import People
from dagster_project.sample.places import BUILDINGS, cities
from dagster_project.sample.randomness import Ints, pick, stream
from dagster_project.sample.span import Span
from dagster_project.sample.text import Text

NEVER = 10_000_000
_MOVE, _WEDDING, _EMAIL, _MOBILE = 1, 2, 3, 4
_LIVES = (0.72, 0.11, 0.03, 0.09, 0.05)
_LATE_EVENTS = 0.06


@dataclass(frozen=True)
class Home:
    """One address a row; `building` is -1 where there is none."""

    city: Ints
    town: Ints
    chome: Ints
    ban: Ints
    go: Ints
    building: Ints
    room: Ints

    def at(self, rows: Ints) -> Home:
        return Home(*(column[rows] for column in self._columns()))

    def beside(self, other: Home) -> Home:
        return Home(*map(np.concatenate, zip(self._columns(), other._columns(), strict=True)))

    def _columns(self) -> list[Ints]:
        return [self.city, self.town, self.chome, self.ban, self.go, self.building, self.room]


@dataclass(frozen=True)
class Faces:
    """2 x N rows: person p as p before `changed[p]`, as p + N from that day on."""

    people: People
    surname: Ints
    form: Ints
    home: Home
    email: Text
    mobile: Text
    landline: Text
    changed: Ints

    def of(self, person: Ints, knows: np.ndarray) -> Ints:
        return person + self.people.count * knows.astype(np.int64)


def _homes(rng: np.random.Generator, count: int) -> Home:
    city = pick(cities().shares, rng.random(count))
    town = cities().town_start[city] + rng.integers(0, 1 << 30, count) % cities().town_count[city]
    in_flat = rng.random(count) < 0.45
    return Home(
        city=city,
        town=town,
        chome=rng.integers(1, 7, count),
        ban=rng.integers(1, 31, count),
        go=rng.integers(1, 26, count),
        building=np.where(in_flat, rng.integers(0, len(BUILDINGS), count), -1),
        room=rng.integers(1, 12, count) * 100 + rng.integers(1, 9, count),
    )


def faces(people: People, seed: int, span: Span) -> Faces:
    rng = stream(seed, "faces")
    count = people.count
    life = pick(np.cumsum(_LIVES), rng.random(count))
    age = (span.last - people.birth) / 365.25
    may_wed = (people.sex == 1) & (people.size == 1) & (age < 46)
    life = np.where((life == _WEDDING) & ~may_wed, 0, life)
    early = rng.integers(span.first - 300, span.history_end + 1, count)
    late = rng.integers(span.history_end + 1, span.last + 1, count)
    changed = np.where(rng.random(count) < _LATE_EVENTS, late, early)
    changed = np.where(life == 0, NEVER, changed)

    before = _homes(rng, count).at(people.head)
    moves = np.isin(life, (_MOVE, _WEDDING))
    elsewhere = _homes(rng, count)
    after = before.beside(elsewhere).at(np.where(moves, np.arange(count) + count, np.arange(count)))
    weds = life == _WEDDING
    married = pick(surnames().shares, rng.random(count))
    surname = np.concatenate([people.surname, np.where(weds, married, people.surname)])
    form = np.concatenate([people.form, np.where(weds, 0, people.form)])
    before_line = landlines(people, before, seed)
    return Faces(
        people=people,
        surname=surname,
        form=form,
        home=before.beside(after),
        email=emails(people, life == _EMAIL, seed),
        mobile=mobiles(people, life == _MOBILE, seed),
        landline=_lost_by(moves, before_line),
        changed=changed,
    )


def _lost_by(moves: np.ndarray, landline: Text) -> Text:
    """Who moves out gives the landline up."""
    after = pc.if_else(pa.array(moves), "", landline)
    return pa.concat_arrays([landline, after])
