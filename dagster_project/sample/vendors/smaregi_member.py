"""Smaregi 会員: UTF-8 with BOM, CRLF, legends in the headers, quotes where a cell needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import addresses, clock
from dagster_project.sample.faces import NEVER, Faces
from dagster_project.sample.handwriting import Hand, Style
from dagster_project.sample.places import ONLINE, cities
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.records import Records
from dagster_project.sample.text import (
    Text,
    choose,
    glue,
    number,
    quoted_where_needed,
    slices,
    take,
)

HEADER = (
    "\ufeff会員ID,会員コード,姓,名,フリガナ(姓),フリガナ(名),携帯電話番号,電話番号,メールアドレス,"
    '"性別(0:不明,  1:男,  2:女)",生年月日,郵便番号,住所,ポイント,ポイント期限,最終来店日時,'
    '入会日,退会日,"案内メール受取許可フラグ(0:拒否, 1:許可)",備考,'
    '"会員状態区分 (0:利用可, 1:利用停止, 2:紛失, 3:退会, 4:名寄せ)",所属店舗\r\n'
)
STYLE = Style(
    latin=0.006,
    kana_blank=0.06,
    kana_half=0.16,
    kana_hiragana=0.03,
    phone_blank=0.08,
    landline_blank=0.45,
    phone_hyphens=0.3,
    zero_lost=0.03,
    email_blank=0.22,
    birth_blank=0.12,
    birth_formats=("iso", "slashes", "era", "letter", "digits", "zero", "default"),
    birth_shares=(0.7, 0.09, 0.06, 0.03, 0.04, 0.05, 0.03),
)
FIRST_ID = 1_001
_NOTES = [
    "",
    "2行\r\nメモ",
    "DM不要",
    "誕生日クーポン済み, 次回案内",
    "「様」付けで呼ぶ",
    '紙袋"大"希望',
    "家族カードあり",
]


@dataclass(frozen=True)
class Cards:
    """The member cards; of two cards of one person the second was taken over by the first."""

    records: Records
    faces: Faces
    dice: Dice
    left: Ints

    @property
    def codes(self) -> Text:
        """Eight digits that begin with a zero, one for each card."""
        return number((np.arange(self.records.count) * 7_654_321 + 345) % 10_000_000, 8)

    def rows_of(self, on: int) -> Ints:
        return self.records.existing(on)

    def rows_touched(self, on: int, visited: Ints) -> Ints:
        """Entered, changed, left, or at a till on that day."""
        in_use = (self.records.created <= on) & (self.records.ended > on)
        came = np.isin(self.records.person, visited) & in_use
        return np.union1d(self.records.touched(on, self.left), np.flatnonzero(came))

    def blocks(self, rows: Ints, on: int, balance: Ints, seen: Ints) -> Iterator[Text]:
        """`balance` and `seen` (last visit, in seconds) are by person."""
        for part in slices(len(rows)):
            yield self._lines(rows[part], on, balance, seen)

    def _lines(self, rows: Ints, on: int, balance: Ints, seen: Ints) -> Text:
        records, throw = self.records, lambda what: self.dice.throw(rows, what)
        hand = Hand(self.faces, self.dice, STYLE, rows, records.face(self.faces, rows, on))
        person = hand.person
        merged = records.ended[rows] <= on
        gone = self.left[rows] <= on
        status = np.select([merged, gone, throw("stopped") < 0.004], [4, 3, 1], 0)
        points = np.where(merged, 0, balance[person])
        moment = seen[person]
        came = (moment > 0) & ~merged
        visit = clock.local(
            np.where(came, moment // 86_400, records.created[rows]), moment % 86_400
        )
        sex = np.where(throw("no sex") < 0.15, 0, self.faces.people.sex[person] + 1)
        joined = records.created[rows]
        slashes = clock.on_day(joined, clock.SLASHES)
        noted = (throw("note") < 0.03) * (1 + throw("which note") * (len(_NOTES) - 1))
        store = cities().store[self.faces.home.city[hand.face]]
        store = np.where(throw("joined online") < 0.18, ONLINE, store)
        return glue(
            number(rows + FIRST_ID),
            take(self.codes, rows),
            hand.family(), hand.given(), hand.family_kana(), hand.given_kana(),
            hand.mobile(), hand.landline(), hand.email(),
            number(sex),
            hand.birth(),
            addresses.postal_code(hand), addresses.one_line(hand),
            number(points),
            choose(came, clock.on_day(np.where(came, moment // 86_400 + 365, joined)), ""),
            choose(came, visit, ""),
            choose(throw("joined on") < 0.08, slashes, clock.on_day(joined)),
            clock.on_day_or_blank(self.left[rows], gone),
            choose(throw("wants mail") < 0.72, "1", "0"),
            quoted_where_needed(take(_NOTES, noted.astype(np.int64))),
            number(status),
            glue(number(store), "\r\n"),
            by=",",
        )  # fmt: skip


def leaving_days(records: Records, dice: Dice, last: int) -> Ints:
    """Three in a hundred hand their card back."""
    rows = np.arange(records.count)
    span = np.maximum(last - records.created, 1)
    day = records.created + 30 + (dice.throw(rows, "leaving day") * span).astype(np.int64)
    leaves = (dice.throw(rows, "leaves") < 0.03) & (day <= last)
    return np.where(leaves, day, NEVER)
