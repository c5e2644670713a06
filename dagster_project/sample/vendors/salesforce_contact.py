"""Salesforce contacts: private customers and the people of corporate accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import addresses, clock
from dagster_project.sample.corporate import Corporate
from dagster_project.sample.faces import NEVER, Faces
from dagster_project.sample.handwriting import Hand, Style
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.records import Records
from dagster_project.sample.text import Text, choose, glue, is_blank, listed, number, slices, take
from dagster_project.sample.vendors import salesforce

COLUMNS = listed(
    "Id IsDeleted MasterRecordId AccountId LastName FirstName LastNameKana__c "
    "FirstNameKana__c Salutation Title MailingStreet MailingCity MailingState "
    "MailingPostalCode MailingCountry Phone MobilePhone HomePhone Email Birthdate "
    "LeadSource Department HasOptedOutOfEmail DoNotCall IndividualId MemberCode__c "
    "CreatedDate LastModifiedDate SystemModstamp"
)
HEADER = salesforce.header(COLUMNS)
PREFIX = "0035g00000"
STYLE = Style(
    latin=0.015,
    kana_blank=0.25,
    kana_half=0.05,
    phone_blank=0.15,
    landline_blank=0.3,
    phone_hyphens=0.75,
    email_blank=0.05,
    birth_blank=0.45,
)
_TITLES = ["", "課長", "主任", "店長", "総務担当"]
_DEPARTMENTS = ["総務部", "営業部", "購買部", ""]
_LEAD_SOURCES = ["Web", "店頭", "紹介", "展示会", "電話", ""]


@dataclass(frozen=True)
class Contacts:
    """What the CRM holds; `opted_out` is the day from which a contact wants no e-mail."""

    records: Records
    faces: Faces
    corporate: Corporate
    member_code: Text
    dice: Dice
    opted_out: Ints

    def rows_of(self, on: int) -> Ints:
        return self.records.existing(on)

    def rows_touched(self, on: int) -> Ints:
        return self.records.touched(on, self.opted_out)

    def ids(self, rows: Ints) -> Text:
        return salesforce.ids(PREFIX, rows)

    def blocks(self, rows: Ints, on: int) -> Iterator[Text]:
        for part in slices(len(rows)):
            yield self.lines(rows[part], on)

    def lines(self, rows: Ints, on: int) -> Text:
        records, dice = self.records, self.dice
        hand = Hand(self.faces, dice, STYLE, rows, records.face(self.faces, rows, on))
        ended = records.ended[rows] <= on
        account = self.corporate.employer(hand.person)
        at_work = account >= 0
        changed = records.changed(rows, on, self.opted_out)
        flat = addresses.building(hand)
        street = addresses.street(hand)
        street = choose(~is_blank(flat), glue(street, flat, by="\n"), street)
        second = records.second[rows]
        entered = clock.utc(records.created[rows], second, ".000Z")
        later = clock.utc(changed, np.minimum(second + 60, 86_399), ".000Z")
        knows_code = hand.throw("member code") < 0.4
        stated = hand.throw("individual") < 0.3
        female = self.faces.people.sex[hand.person] == 1
        salutation = take(
            ["様", "様", "Ms.", "Mr."], (hand.throw("salutation") < 0.1) * (3 - female)
        )
        return salesforce.line([
            self.ids(rows),
            choose(ended, "true", "false"),
            choose(ended & (records.winner[rows] >= 0), self.ids(records.winner[rows].clip(0)), ""),
            choose(at_work, self.corporate.account_ids(account.clip(0)), ""),
            hand.family(), hand.given(), hand.family_kana(), hand.given_kana(),
            salutation,
            choose(at_work, take(_TITLES, _index(hand, "title", 5)), ""),
            street, addresses.city(hand), addresses.prefecture(hand), addresses.postal_code(hand),
            take(["日本", "Japan", ""], _index(hand, "country", 3)),
            choose(at_work, self.corporate.phone(account.clip(0)), ""),
            hand.mobile(), hand.landline(),
            self._email(hand, account),
            hand.birth(),
            take(_LEAD_SOURCES, _index(hand, "lead source", 6)),
            choose(at_work, take(_DEPARTMENTS, _index(hand, "department", 4)), ""),
            choose(self.opted_out[rows] <= on, "true", "false"),
            choose(hand.throw("do not call") < 0.06, "true", "false"),
            choose(stated, salesforce.ids("0PK5g00000", rows), ""),
            choose(knows_code, take(self.member_code, hand.person), ""),
            entered, later, later,
        ])  # fmt: skip

    def _email(self, hand: Hand, account: Ints) -> Text:
        """At work people give the address of their work, mostly."""
        domain = self.corporate.domain(account.clip(0))
        work = glue(hand.family_in_latin(), number(hand.person), "@", domain)
        return choose((account >= 0) & (hand.throw("work mail") < 0.5), work, hand.email())


def _index(hand: Hand, what: str, count: int) -> Ints:
    return (hand.throw(what) * count).astype(np.int64)


def opt_outs(records: Records, dice: Dice, last: int) -> Ints:
    """Six in a hundred ask for no more e-mail at some time after their entry."""
    rows = np.arange(records.count)
    day = (
        records.created
        + 1
        + (dice.throw(rows, "opt-out day") * (last - records.created)).astype(np.int64)
    )
    asks = (dice.throw(rows, "opts out") < 0.06) & (day <= last)
    return np.where(asks, day, NEVER)
