"""What the till does with visits: sales, cancelled and undone ones, returns, points, cash."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from dagster_project.sample.faces import NEVER
from dagster_project.sample.places import ONLINE
from dagster_project.sample.randomness import Ints, stream
from dagster_project.sample.span import Span
from dagster_project.sample.visits import GUEST, Visits

SALE, CANCELLED, UNDONE, REVERSAL, RETURN, POINTS, DEPOSIT, PAYOUT, BILL = range(9)
NO_PARTNER = -1
FIRST_ID = 1_000_001
# Shares of visits: a sale cancelled at once, one undone days later, one with a line brought back.
_CANCELLED, _UNDONE, _RETURN = 0.006, 0.006, 0.009
_POINTS, _CASH, _BILL = 0.006, 0.003, 0.001


@dataclass(frozen=True)
class Receipts:
    """One row a record of the till, in order of time; its number is its place in that order.

    `basket` names what is in the bag: a reversal and a return carry the basket of their sale, and
    `priced` the day of it. `partner` is the number of the other half of an undone sale, `undone_on`
    the day on which that happens.
    """

    person: Ints
    day: Ints
    second: Ints
    store: Ints
    kind: Ints
    basket: Ints
    priced: Ints
    partner: Ints
    undone_on: Ints
    number: Ints

    @property
    def count(self) -> int:
        return len(self.person)

    @property
    def transaction_id(self) -> Ints:
        return FIRST_ID + self.number

    def at(self, rows: Ints) -> Receipts:
        return Receipts(*(getattr(self, each.name)[rows] for each in fields(self)))

    def between(self, first: int, last: int) -> Receipts:
        start, end = np.searchsorted(self.day, [first, last + 1])
        return self.at(np.arange(start, end))


def receipts(visits: Visits, seed: int, span: Span) -> Receipts:
    rng = stream(seed, "receipts")
    count = visits.count
    rows = np.arange(count)
    chance = rng.random(count)
    later = visits.day + rng.integers(1, 13, count)
    known_late = _undone_in_a_night(visits, span)
    later[known_late] = span.history_end + 2
    open_later = later <= span.last
    in_store = visits.store != ONLINE
    cancelled = chance < _CANCELLED
    undone = (chance >= _CANCELLED) & (chance < _CANCELLED + _UNDONE) & open_later
    undone[known_late] = True
    cancelled[known_late] = False
    brought_back = (chance > 1 - _RETURN) & open_later & ~undone & (visits.person != GUEST)
    kind = np.select([cancelled, undone], [CANCELLED, UNDONE], SALE)
    extra = rng.random(count)
    points = (extra < _POINTS) & (visits.person != GUEST)
    cash = (extra > 1 - _CASH) & in_store
    bill = (extra > 0.5) & (extra < 0.5 + _BILL) & in_store

    origin = [rows, rows[undone], rows[brought_back], rows[points], rows[cash], rows[bill]]
    moved = np.where(rng.random(int(cash.sum())) < 0.6, DEPOSIT, PAYOUT)
    kinds = [
        kind,
        *(
            np.full(len(part), each)
            for part, each in zip(origin[1:4], (REVERSAL, RETURN, POINTS), strict=True)
        ),
        moved,
        np.full(len(origin[5]), BILL),
    ]
    days = [
        visits.day,
        later[undone],
        later[brought_back],
        *(visits.day[part] for part in origin[3:]),
    ]
    source, all_kinds, day = np.concatenate(origin), np.concatenate(kinds), np.concatenate(days)
    shift = np.concatenate([np.zeros(count, np.int64), rng.integers(30, 900, len(source) - count)])
    person = np.where(np.isin(all_kinds, (DEPOSIT, PAYOUT)), GUEST, visits.person[source])
    second = np.minimum(visits.second[source] + shift, 86_399)
    order = np.lexsort((source, all_kinds, second, day))
    number = np.empty_like(order)
    number[order] = np.arange(len(order))
    partner = np.full(len(source), NO_PARTNER)
    reversals = count + np.arange(int(undone.sum()))
    partner[reversals] = number[rows[undone]]
    partner[rows[undone]] = number[reversals]
    undone_on = np.full(len(source), NEVER)
    undone_on[rows[undone]] = later[undone]
    return Receipts(
        person[order], day[order], second[order], visits.store[source][order], all_kinds[order],
        source[order], visits.day[source][order], partner[order], undone_on[order],
        np.arange(len(order)),
    )  # fmt: skip


def _undone_in_a_night(visits: Visits, span: Span) -> Ints:
    """Two sales that the history shows as good, and that a night's file undoes."""
    return np.flatnonzero(visits.day == span.history_end - 1)[:2]
