"""Deals with corporate accounts: gifts for the seasons, won or lost within months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import clock
from dagster_project.sample.corporate import Corporate
from dagster_project.sample.randomness import Dice, Ints, Mask
from dagster_project.sample.records import Records
from dagster_project.sample.span import Span
from dagster_project.sample.text import Text, choose, glue, listed, number, slices, take
from dagster_project.sample.vendors import salesforce
from dagster_project.sample.vendors.salesforce_contact import PREFIX

COLUMNS = listed(
    "Id IsDeleted AccountId ContactId Name StageName Amount CloseDate IsClosed IsWon Type "
    "LeadSource CampaignId CreatedDate LastModifiedDate SystemModstamp"
)
HEADER = salesforce.header(COLUMNS)
_OPEN_STAGES = ["見込み", "提案", "見積提示", "交渉"]
_THINGS = ["法人ギフト", "お中元", "お歳暮", "周年記念品", "ノベルティ", "内祝い一括"]
_SOURCES = ["Web", "紹介", "展示会", "既存"]
_DEALS_PER_PERSON = 0.1
_WIN_RATE = 0.42


@dataclass(frozen=True)
class Deals:
    """One row a deal, in the order of creation; `closed` is its last day."""

    contact: Ints
    account: Ints
    created: Ints
    closed: Ints
    won: Mask
    dice: Dice

    @classmethod
    def of(
        cls, contacts: Records, corporate: Corporate, people: int, seed: int, span: Span
    ) -> Deals:
        dice = Dice(seed, "deals")
        employer = corporate.employer(contacts.person)
        at_work = np.flatnonzero(employer >= 0)
        rows = np.arange(int(people * _DEALS_PER_PERSON) if len(at_work) else 0)
        contact = at_work[(dice.throw(rows, "contact") * len(at_work)).astype(np.int64)]
        start = np.maximum(contacts.created[contact], span.first - 60)
        days = (dice.throw(rows, "created") * (span.last - start + 1)).astype(np.int64)
        created = start + days
        order = np.lexsort((rows, created))
        contact, created = contact[order], created[order]
        takes = 12 + (dice.throw(rows, "takes") ** 2 * 150).astype(np.int64)
        won = dice.throw(rows, "won") < _WIN_RATE
        return cls(contact, employer[contact], created, created + takes, won, dice)

    def rows_of(self, on: int) -> Ints:
        return np.flatnonzero(self.created <= on)

    def rows_touched(self, on: int) -> Ints:
        return np.flatnonzero((self.created == on) | (self.closed == on))

    def blocks(self, rows: Ints, on: int) -> Iterator[Text]:
        for part in slices(len(rows)):
            yield self._lines(rows[part], on)

    def _lines(self, rows: Ints, on: int) -> Text:
        throw = self.dice.throw
        created, closed = self.created[rows], self.closed[rows]
        is_closed = closed <= on
        is_won = is_closed & self.won[rows]
        progress = np.clip((on - created) / (closed - created), 0, 0.999)
        stage = choose(
            is_won,
            "受注",
            choose(is_closed, "失注", take(_OPEN_STAGES, (progress * 4).astype(int))),
        )
        amount = (30_000 * 10 ** (1.9 * throw(rows, "amount"))).astype(np.int64) // 1_000 * 1_000
        thing = take(_THINGS, (throw(rows, "thing") * len(_THINGS)).astype(np.int64))
        entered = clock.utc(created, 36_000 + rows % 20_000, ".000Z")
        later = clock.utc(np.where(is_closed, closed, created), 40_000 + rows % 20_000, ".000Z")
        tracked = throw(rows, "campaign") < 0.2
        return salesforce.line([
            salesforce.ids("0065g00000", rows), "false",
            salesforce.ids("0015g00000", self.account[rows]),
            salesforce.ids(PREFIX, self.contact[rows]),
            glue(thing, clock.on_day(created, "%Y年%m月"), by=" "),
            stage, glue(number(amount), ".0"),
            clock.on_day(np.where(is_closed, closed, created + 90)),
            choose(is_closed, "true", "false"), choose(is_won, "true", "false"),
            choose(throw(rows, "type") < 0.4, "新規", "既存"),
            take(_SOURCES, (throw(rows, "source") * len(_SOURCES)).astype(np.int64)),
            choose(tracked, salesforce.ids("7015g00000", rows % 7), ""),
            entered, later, later,
        ])  # fmt: skip
