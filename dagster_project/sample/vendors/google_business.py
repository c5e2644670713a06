"""Reviews of the shops as the Business Profile API lists them, one JSON document a fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import clock
from dagster_project.sample.faces import Faces
from dagster_project.sample.places import ONLINE
from dagster_project.sample.randomness import Dice, Ints, pick
from dagster_project.sample.text import Text, words
from dagster_project.sample.visits import GUEST, Visits
from dagster_project.sample.voices import voices

_WRITES = 0.02
_STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
_DAY = 86_400


@dataclass(frozen=True)
class Reviews:
    """What customers of the shops wrote in public; nobody can tell who they are."""

    visits: Visits
    faces: Faces
    dice: Dice

    def rows_of(self, on: int) -> Ints:
        """Visits that led to a review by the end of a day."""
        rows = np.arange(self.visits.count)
        writes = (self.dice.throw(rows, "writes") < _WRITES) & (self.visits.store != ONLINE)
        rows = rows[writes]
        return rows[self._written(rows) < (on + 1) * _DAY]

    def _written(self, rows: Ints) -> Ints:
        delay = (self.dice.throw(rows, "delay") * 4 * _DAY).astype(np.int64) + 3_600
        return self.visits.day[rows] * _DAY + self.visits.second[rows] + delay

    def blocks(self, rows: Ints) -> Iterator[Text]:
        person = self.visits.person[rows]
        mood = np.where(person == GUEST, 0.0, self.faces.people.satisfaction[person.clip(0)])
        mood = mood + self.dice.throw(rows, "mood") - 0.5
        stars = np.clip(np.rint(3.9 + 1.1 * mood), 1, 5).astype(np.int64)
        written = self._written(rows)
        when = clock.utc(written // _DAY, written % _DAY, "Z").to_pylist()
        comments = voices(rows, mood, self.dice).to_pylist()
        replied = pick(np.array([0.5, 1.0]), self.dice.throw(rows, "replied")) == 0
        reviews = [
            {
                "name": f"accounts/9/locations/{self.visits.store[row]}/reviews/g{row}",
                "reviewId": f"g{row}",
                "reviewer": {"isAnonymous": True},
                "starRating": _STARS[star - 1],
                **({"comment": comment} if comment else {}),
                "createTime": moment,
                "updateTime": moment,
                **({"reviewReply": {"comment": "ご来店ありがとうございます。"}} if reply else {}),
            }
            for row, star, moment, comment, reply in zip(
                rows.tolist(), stars.tolist(), when, comments, replied.tolist(), strict=True
            )
        ]
        yield words([json.dumps({"reviews": reviews}, ensure_ascii=False, indent=1) + "\n"])
