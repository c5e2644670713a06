"""The members' points: one for each hundred yen, 500 of them used now and then, balances kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.sample.baskets import Baskets
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.receipts import CANCELLED, POINTS, SALE, Receipts

_YEN_PER_POINT = 100
_USED_AT_ONCE, _SMALLEST_TOTAL, _USES = 500, 1_500, 0.25


@dataclass(frozen=True)
class PointMoves:
    """One row a receipt: `before` and `after` are the member's balance around it."""

    used: Ints
    granted: Ints
    before: Ints
    after: Ints


def move_points(receipts: Receipts, bags: Baskets, balance: Ints, dice: Dice) -> PointMoves:
    """Moves of a block of receipts in order of time; `balance`, by person, is carried forward."""
    known, person = receipts.person >= 0, receipts.person.clip(0)
    total = bags.per_receipt(bags.amount) - bags.receipt_discount
    _, first = np.unique(receipts.person, return_index=True)
    is_first = np.zeros(receipts.count, bool)
    is_first[first] = True
    rich = known & is_first & (balance[person] >= _USED_AT_ONCE) & (total >= _SMALLEST_TOTAL)
    uses = rich & (receipts.kind == SALE) & (dice.throw(receipts.basket, "uses points") < _USES)
    used = np.where(uses, _USED_AT_ONCE, 0)
    paid = total - used
    granted = np.sign(paid) * (np.abs(paid) // _YEN_PER_POINT)
    granted = np.where(receipts.kind == POINTS, 50 + receipts.basket % 4 * 50, granted)
    granted = np.where(known & (receipts.kind != CANCELLED), granted, 0)

    order = np.argsort(receipts.person, kind="stable")
    moved = np.cumsum((granted - used)[order])
    starts = np.searchsorted(receipts.person[order], receipts.person[order], side="left")
    base = np.concatenate([[0], moved])[starts]
    after = np.empty_like(moved)
    after[order] = moved - base + balance[person[order]]
    after = np.where(known, after, 0)
    before = np.where(known, after - granted + used, 0)
    balance[person[order][known[order]]] = after[order][known[order]]
    return PointMoves(used, granted, before, after)
