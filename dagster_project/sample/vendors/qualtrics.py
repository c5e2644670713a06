"""Qualtrics response export, version 3: BOM, LF, three header rows, quotes where needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.sample import clock
from dagster_project.sample.faces import Faces
from dagster_project.sample.handwriting import Hand
from dagster_project.sample.randomness import Dice, Ints, Mask
from dagster_project.sample.surveys import NOBODY, UNSEEN, Sheets
from dagster_project.sample.text import (
    Text,
    choose,
    glue,
    number,
    quoted_where_needed,
    slices,
    take,
)
from dagster_project.sample.vendors.survey_forms import STYLE, Form
from dagster_project.sample.voices import voices

_DIGITS = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", np.uint8)


@dataclass(frozen=True)
class Responses:
    """The sheets of one survey with what Qualtrics knows of who filled them in.

    `card` and `code` are, by person, the id and the code of the member card, -1 and blank without.
    """

    form: Form
    sheets: Sheets
    faces: Faces
    dice: Dice
    card: Ints
    code: Text

    def ids(self, rows: Ints) -> Text:
        """R_ and fifteen letters, as Qualtrics throws them."""
        letters = np.empty((len(rows), 17), np.uint8)
        letters[:, 0], letters[:, 1] = ord("R"), ord("_")
        for place in range(2, 17):
            letters[:, place] = _DIGITS[
                (self.dice.throw(rows, f"letter {place}") * 62).astype(np.int64)
            ]
        offsets = np.arange(len(rows) + 1, dtype=np.int32) * 17
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(letters)]
        return pa.Array.from_buffers(pa.string(), len(rows), buffers)

    def blocks(self, rows: Ints) -> Iterator[Text]:
        for part in slices(len(rows)):
            yield self._lines(rows[part])

    def _lines(self, rows: Ints) -> Text:
        sheets, throw = self.sheets.at(rows), lambda what: self.dice.throw(rows, what)
        person = sheets.person.clip(0)
        day = sheets.started // 86_400
        hand = Hand(
            self.faces,
            self.dice,
            STYLE,
            rows,
            self.faces.of(person, day >= self.faces.changed[person]),
        )
        known = sheets.person != NOBODY
        invited = known & (throw("channel") < self.form.invited_share)
        invited &= np.asarray(pc.not_equal(take(self.faces.email, hand.face), "").to_numpy(False))
        named = invited & (throw("named") < 0.7)
        has_card = known & (self.card[person] >= 0)
        embedded = has_card & (throw("embedded") < np.where(invited, 0.85, 0.5))
        reference = has_card & invited & (throw("reference") < 0.6)
        channel = choose(
            sheets.is_preview, "preview", choose(invited, "email", self.form.other_channel)
        )
        seconds = sheets.ended - sheets.started
        progress = np.where(sheets.is_finished, 100, 20 + rows % 6 * 10)
        text = voices(rows, sheets.mood, self.dice)
        text = choose(sheets.is_preview, "テスト", choose(sheets.is_finished, text, ""))
        cells = [
            _moment(sheets.started), _moment(sheets.ended),
            choose(sheets.is_preview, "1", "0"),
            glue("192.0.2.", number((throw("ip") * 254).astype(np.int64) + 1)),
            number(progress), number(seconds), choose(sheets.is_finished, "1", "0"),
            _moment(sheets.recorded), self.ids(rows),
            choose(named, hand.family(), ""), choose(named, hand.given(), ""),
            choose(invited, hand.email(), ""),
            choose(reference, number(self.card[person].clip(0)), ""),
            "", "", channel, choose(throw("language") < 0.985, "JA", "EN"),
            *self._answers(sheets), text, "",
            choose(embedded, take(self.code, person), ""),
            *self.form.embedded(sheets.basis),
        ]  # fmt: skip
        return glue(
            glue(
                *(each if isinstance(each, str) else quoted_where_needed(each) for each in cells),
                by=",",
            ),
            "\n",
        )

    def _answers(self, sheets: Sheets) -> Iterator[Text]:
        for column in range(sheets.scores.shape[1]):
            score = sheets.scores[:, column]
            if self.form.has_nps and column == 0:
                group = number(np.digitize(score, [7, 9]) + 1)
                yield choose(score != UNSEEN, group, "")
            yield _shown(score, score != UNSEEN)


def _shown(score: Ints, seen: Mask) -> Text:
    return choose(seen, number(score), "")


def _moment(moments: Ints) -> Text:
    return clock.local(moments // 86_400, moments % 86_400)
