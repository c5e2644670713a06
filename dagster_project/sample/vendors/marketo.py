"""Marketo bulk extracts: a cell without a value holds the word null; UTC with a Z."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from dagster_project.sample import addresses, clock
from dagster_project.sample.corporate import Corporate
from dagster_project.sample.faces import Faces
from dagster_project.sample.handwriting import Hand, Style
from dagster_project.sample.mailings import Mailings
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.records import Records
from dagster_project.sample.text import (
    Text,
    choose,
    glue,
    listed,
    number,
    quoted_where_needed,
    slices,
    take,
)

LEAD_COLUMNS = listed(
    "id email firstName lastName firstNameKana lastNameKana phone mobilePhone company "
    "postalCode state city address dateOfBirth unsubscribed unsubscribedReason "
    "emailInvalid leadScore leadStatus leadSource createdAt updatedAt"
)
LEAD_HEADER = ",".join(LEAD_COLUMNS) + "\n"
STYLE = Style(
    latin=0.05,
    kana_blank=0.55,
    kana_half=0.03,
    kana_hiragana=0.04,
    phone_blank=0.55,
    landline_blank=0.75,
    phone_hyphens=0.5,
    email_blank=0.015,
    birth_blank=0.65,
)
FIRST_ID = 100_001
_STATUS = ["新規", "育成中", "顧客", ""]
_SOURCES = ["Web", "店頭タブレット", "イベント", "オンラインストア", ""]


@dataclass(frozen=True)
class Leads:
    """What the marketing tool holds of each lead, with what its mailings taught it."""

    records: Records
    faces: Faces
    corporate: Corporate
    mailings: Mailings
    dice: Dice

    def rows_of(self, on: int) -> Ints:
        return self.records.existing(on)

    def rows_touched(self, on: int) -> Ints:
        return self.records.touched(on, self.mailings.unsubscribed, self.mailings.bounced)

    def blocks(self, rows: Ints, on: int) -> Iterator[Text]:
        for part in slices(len(rows)):
            yield self._lines(rows[part], on)

    def _lines(self, rows: Ints, on: int) -> Text:
        records = self.records
        hand = Hand(self.faces, self.dice, STYLE, rows, records.face(self.faces, rows, on))
        mailings = self.mailings
        changed = records.changed(rows, on, mailings.unsubscribed, mailings.bounced)
        left = mailings.unsubscribed[rows] <= on
        unnamed = hand.throw("unnamed") < 0.1
        # A form once stored the word Null as a surname; it is text, not a missing value.
        family = choose(hand.throw("Null") < 0.003, "Null", choose(unnamed, "", hand.family()))
        living = hand.throw("address") < 0.45
        employer = self.corporate.employer(hand.person)
        company = choose(employer >= 0, self.corporate.name(employer.clip(0)), "")
        score = np.minimum((hand.throw("score") ** 2 * 100).astype(np.int64), 99)
        second = records.second[rows]
        address = glue(addresses.street(hand), addresses.building(hand), by=" ")
        cells = [
            number(rows + FIRST_ID), hand.email(), choose(unnamed, "", hand.given()), family,
            choose(unnamed, "", hand.given_kana()), choose(unnamed, "", hand.family_kana()),
            hand.landline(), hand.mobile(), company,
            choose(living, addresses.postal_code(hand), ""),
            choose(living, addresses.prefecture(hand), ""),
            choose(living, addresses.city(hand), ""),
            choose(living, pc.utf8_rtrim_whitespace(address), ""),
            hand.birth(),
            choose(left, "true", "false"),
            choose(left & (hand.throw("reason") < 0.4), "配信頻度が多い, 内容が合わない", ""),
            choose(mailings.bounced[rows] <= on, "true", "false"),
            choose(hand.throw("scored") < 0.9, number(score), ""),
            take(_STATUS, (hand.throw("status") * 4).astype(np.int64)),
            take(_SOURCES, (hand.throw("source") * 5).astype(np.int64)),
            clock.utc(records.created[rows], second, "Z"),
            clock.utc(changed, np.minimum(second + 90, 86_399), "Z"),
        ]  # fmt: skip
        return glue(glue(*map(_null_where_blank, cells), by=","), "\n")


def _null_where_blank(text: Text) -> Text:
    return pc.if_else(pc.equal(text, ""), "null", quoted_where_needed(text))
