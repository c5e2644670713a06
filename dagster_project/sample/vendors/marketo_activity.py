"""Marketo activities: every cell in quotes, JSON in the last, rarely a NUL and a CR in a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import clock
from dagster_project.sample.mailings import (
    BOUNCED,
    CLICKED,
    DELIVERED,
    OPENED,
    SENT,
    UNSUBSCRIBED,
    Mailings,
)
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.text import Text, choose, glue, number, slices, take
from dagster_project.sample.vendors.marketo import FIRST_ID

HEADER = (
    '"marketoGUID","leadId","activityDate","activityTypeId","campaignId","primaryAttributeValueId",'
    '"primaryAttributeValue","attributes"\n'
)
_FIRST_GUID = 783_957_693
_FIRST_CAMPAIGN, _FIRST_MAIL = 8_497, 1_670
_DOUBLED, _SPOILED = 0.0012, 0.0015
_DEVICES = ["iPhone", "Android", "unknown"]
_PAGES = ["new", "sale", "gift", "coupon"]


@dataclass(frozen=True)
class ActivityLog:
    """The log of what mailings did, a line an activity; now and then one is sent twice."""

    mailings: Mailings
    dice: Dice

    def count(self, first: int, last: int) -> int:
        start, end = self.mailings.activities.between(first, last)
        return end - start

    def blocks(self, first: int, last: int) -> Iterator[Text]:
        start, end = self.mailings.activities.between(first, last)
        for part in slices(end - start):
            yield self._lines(start + part)

    def _lines(self, rows: Ints) -> Text:
        twice = 1 + (self.dice.throw(rows, "doubled") < _DOUBLED)
        rows = np.repeat(rows, twice)
        each = self.mailings.activities.at(rows)
        return glue(
            '"', number(rows + _FIRST_GUID),
            '","', number(each.lead + FIRST_ID),
            '","', clock.utc(each.moment // 86_400, each.moment % 86_400, "Z"),
            '","', number(each.kind),
            '","', self._campaign(rows, each.kind, each.campaign),
            '","', number(each.campaign + _FIRST_MAIL),
            '","', self._name(rows, each.campaign),
            '","', self._attributes(rows, each.kind, each.campaign, each.is_bot), '"\n',
        )  # fmt: skip

    def _campaign(self, rows: Ints, kind: Ints, campaign: Ints) -> Text:
        lost = (kind == UNSUBSCRIBED) & (self.dice.throw(rows, "no campaign") < 0.3)
        return choose(lost, "null", number(campaign + _FIRST_CAMPAIGN))

    def _name(self, rows: Ints, campaign: Ints) -> Text:
        names = [self.mailings.campaign_name(c) for c in range(len(self.mailings.campaign_days))]
        spoiled = [name[:2] + "\x00\r" + name[2:] for name in names]
        is_spoiled = self.dice.throw(rows, "spoiled") < _SPOILED
        return choose(is_spoiled, take(spoiled, campaign), take(names, campaign))

    def _attributes(self, rows: Ints, kind: Ints, campaign: Ints, is_bot: np.ndarray) -> Text:
        chance = self.dice.throw(rows, "attributes")
        device = take(_DEVICES, (chance * 3).astype(np.int64))
        mobile = choose(chance < 2 / 3, "true", "false")
        page = take(_PAGES, (chance * 4).astype(np.int64))
        bot = choose(is_bot, "true", "false")
        run = number(campaign + 800)
        address = number((chance * 254).astype(np.int64) + 1)
        texts = {
            SENT: glue('{""Campaign Run ID"":', run, "}"),
            DELIVERED: glue('{""Campaign Run ID"":', run, "}"),
            BOUNCED: glue(
                '{""Category"":""', number(1 + campaign % 2), '"",""Details"":""550 5.1.1""}'
            ),
            UNSUBSCRIBED: glue('{""Client IP Address"":""192.0.2.', address, '""}'),
            OPENED: glue(
                '{""Device"":""',
                device,
                '"",""Is Mobile Device"":',
                mobile,
                ',""Is Bot Activity"":',
                bot,
                "}",
            ),
            CLICKED: glue(
                '{""Link"":""https://shop.example.jp/', page, '"",""Is Bot Activity"":', bot, "}"
            ),
        }
        chosen = texts[SENT]
        for each, text in texts.items():
            chosen = choose(kind == each, text, chosen)
        return chosen
