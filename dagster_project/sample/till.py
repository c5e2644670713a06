"""The till's books: transaction files of a stretch of days, and what people have bought so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dagster_project.sample.baskets import Baskets, baskets
from dagster_project.sample.faces import NEVER
from dagster_project.sample.points import move_points
from dagster_project.sample.randomness import Dice, Ints, Mask
from dagster_project.sample.receipts import SALE, Receipts
from dagster_project.sample.text import write_lines
from dagster_project.sample.vendors import smaregi
from dagster_project.sample.vendors.smaregi import Members
from dagster_project.sample.world import World


@dataclass
class Purchases:
    """By person: orders and money of sales that stand, without tax; points and last moment seen."""

    count: Ints
    net: Ints
    first: Ints
    last: Ints
    balance: Ints
    seen: Ints

    @classmethod
    def none(cls, people: int) -> Purchases:
        zero = np.zeros(people, np.int64)
        return cls(zero, zero.copy(), np.full(people, NEVER), zero.copy(), zero.copy(), zero.copy())

    def add(self, receipts: Receipts, bags: Baskets) -> None:
        order = (receipts.person >= 0) & (receipts.kind == SALE)
        who = receipts.person[order]
        net = bags.per_receipt(bags.amount - bags.tax) - bags.receipt_discount
        people = len(self.count)
        self.count += np.bincount(who, minlength=people)
        self.net += np.bincount(who, net[order], people).astype(np.int64)
        np.minimum.at(self.first, who, receipts.day[order])
        np.maximum.at(self.last, who, receipts.day[order])
        known = receipts.person >= 0
        self.seen[receipts.person[known]] = (receipts.day * 86_400 + receipts.second)[known]


class Till:
    """Writes stretches in order of time, since points are carried from one to the next."""

    def __init__(self, world: World) -> None:
        self._receipts: Receipts = world.receipts
        self._members: Members = world.members
        self._dice = Dice(world.seed, "baskets")
        self.purchases = Purchases.none(world.customers)

    def receipts(self, first: int, last: int) -> Receipts:
        return self._receipts.between(first, last)

    def book(self, path: Path, receipts: Receipts, on: int, wanted: Mask | None = None) -> None:
        """Writes what an export made on a day holds; `wanted` leaves receipts out."""
        self._write(
            path, receipts, baskets(receipts, self._dice), on, self.purchases.balance, wanted
        )

    def count(self, receipts: Receipts) -> None:
        self.purchases.add(receipts, baskets(receipts, self._dice))

    def misbook(self, path: Path, receipts: Receipts, wrong: Mask, on: int) -> None:
        """The same with a piece too many on each line of the wrong receipts; no point is moved."""
        bags = baskets(receipts, self._dice)
        more = wrong[bags.receipt] & (receipts.kind == SALE)[bags.receipt]
        bags = replace(bags, quantity=bags.quantity + more)
        self._write(path, receipts, bags, on, self.purchases.balance.copy(), None)

    def _write(
        self,
        path: Path,
        receipts: Receipts,
        bags: Baskets,
        on: int,
        balance: Ints,
        wanted: Mask | None,
    ) -> None:
        points = move_points(receipts, bags, balance, self._dice)
        text = smaregi.lines(receipts, bags, self._members, points, self._dice, on)
        if wanted is not None:
            lines = np.maximum(np.bincount(bags.receipt, minlength=receipts.count), 1)
            text = text.filter(np.repeat(wanted, lines))
        write_lines(path, smaregi.HEADER, [text])
