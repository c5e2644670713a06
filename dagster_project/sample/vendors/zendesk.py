"""Zendesk's list of tickets in its older columns: UTF-8, LF, local minutes, a dash for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from dagster_project.sample import clock
from dagster_project.sample.faces import Faces
from dagster_project.sample.handwriting import Hand, Style
from dagster_project.sample.randomness import Dice, Ints, Mask
from dagster_project.sample.support import REASONS, Tickets
from dagster_project.sample.text import (
    Text,
    choose,
    glue,
    number,
    quoted_where_needed,
    slices,
    take,
)

FIRST_TICKET, FIRST_REQUESTER = 2_101, 8_800_000_001
HEADER = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,"
    "Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
    "Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,"
    "Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,"
    "First reply time in minutes,First reply time in minutes within business hours,"
    "First resolution time in minutes,First resolution time in minutes within business hours,"
    "Full resolution time in minutes,Full resolution time in minutes within business hours,"
    "Agent wait time in minutes,Agent wait time in minutes within business hours,"
    "Requester wait time in minutes,Requester wait time in minutes within business hours,"
    "On hold time in minutes,On hold time in minutes within business hours,"
    "カテゴリ [list]\n"
)
_STYLE = Style(latin=0.05)
_SUBJECTS = {
    "配送": "荷物が届きません",
    "返品・交換": "返品したい, 手順を教えてください",
    "商品": "商品について",
    "ポイント・会員": "ポイントの有効期限",
    "サイト操作": "ログインできない",
    "店舗・接客": "店舗での対応について",
}
_TAGS = ("delivery", "return", "product", "points", "website", "store")
_AGENTS = tuple(f"担当{letter}" for letter in "ABCDE")
_CHANNELS = ("Mail", "Web form", "Phone call (incoming)", "Chat")
_CHANNEL_SHARES = np.array([0.42, 0.74, 0.92, 1.0])
_PRIORITIES = ("-", "Low", "Normal", "High")


@dataclass(frozen=True)
class TicketList:
    """The desk's tickets as the list shows them at the end of a day."""

    tickets: Tickets
    faces: Faces
    dice: Dice

    @property
    def requesters(self) -> Ints:
        """Everybody who ever asked for something, each once."""
        return np.unique(self.tickets.person)

    def rows_of(self, on: int) -> Ints:
        return self.tickets.rows_of(on)

    def rows_touched(self, on: int) -> Ints:
        return self.tickets.rows_touched(on)

    def blocks(self, rows: Ints, on: int) -> Iterator[Text]:
        for part in slices(len(rows)):
            yield self._lines(rows[part], on)

    def _lines(self, rows: Ints, on: int) -> Text:
        tickets, throw = self.tickets.at(rows), lambda what: self.dice.throw(rows, what)
        end = (on + 1) * 86_400
        replied, solved = tickets.replied < end, tickets.solved < end
        person, created = tickets.person, tickets.created
        # The same requester is written in the same way on every ticket.
        hand = Hand(
            self.faces, self.dice, _STYLE, person, self.faces.of(person, np.zeros(len(rows), bool))
        )
        name = glue(hand.family(), hand.given(), by=" ")
        mail = _or_dash(pc.utf8_trim_whitespace(take(self.faces.email, hand.face)))
        via = np.searchsorted(_CHANNEL_SHARES, throw("channel"), side="right")
        rated = solved & (throw("rated") < 0.3)
        score = choose(tickets.mood > -0.5, "Good", "Bad")
        updated = np.maximum(
            np.where(replied, tickets.replied, created), np.where(solved, tickets.solved, created)
        )
        status = choose(solved, "Solved", choose(replied, "Pending", "New"))
        reply = _minutes(tickets.replied - created, replied)
        whole = _minutes(tickets.solved - created, solved)
        cells = [
            "1", number(rows + FIRST_TICKET), name, number(person + FIRST_REQUESTER), "-", mail,
            _or_dash(pc.replace_substring_regex(mail, r"^[^@]*@?", "")), name,
            choose(replied, take(_AGENTS, rows % len(_AGENTS)), "-"), "CS",
            take(list(_SUBJECTS.values()), tickets.reason), take(_TAGS, tickets.reason), status,
            take(_PRIORITIES, (throw("priority") * len(_PRIORITIES)).astype(np.int64)),
            take(_CHANNELS, via), "-",
            _moment(created), _moment(updated), _moment_or_dash(tickets.replied, replied), "-",
            "-", _moment_or_dash(tickets.replied, replied),
            _moment_or_dash(tickets.solved, solved), _hours(tickets.solved - created, solved),
            choose(rated, score, choose(solved, "Offered", "Not Offered")), "1", "1",
            number(tickets.reopens * solved), number(replied.astype(np.int64) + solved),
            reply, reply, whole, whole, whole, whole, "0", "0", "0", "0", "0", "0",
            take(REASONS, tickets.reason),
        ]  # fmt: skip
        return glue(
            glue(
                *(each if isinstance(each, str) else quoted_where_needed(each) for each in cells),
                by=",",
            ),
            "\n",
        )


def _or_dash(text: Text) -> Text:
    return pc.if_else(pc.equal(text, ""), "-", text)


def _moment(moments: Ints) -> Text:
    return pc.utf8_slice_codeunits(clock.local(moments // 86_400, moments % 86_400), 0, 16)


def _moment_or_dash(moments: Ints, known: Mask) -> Text:
    return choose(known, _moment(np.where(known, moments, 1_000_000_000)), "-")


def _minutes(seconds: Ints, known: Mask) -> Text:
    return choose(known, number(np.where(known, seconds // 60, 0)), "-")


def _hours(seconds: Ints, known: Mask) -> Text:
    return choose(known, number(np.where(known, seconds // 3_600, 0)), "-")
