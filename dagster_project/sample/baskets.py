"""What is in the bag: the lines of receipts, and what they come to, with 内税 and discounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.sample.products import months_of_days, products
from dagster_project.sample.randomness import Dice, Floats, Ints, Mask, cumulated, pick
from dagster_project.sample.receipts import CANCELLED, RETURN, REVERSAL, SALE, UNDONE, Receipts

_LINES = cumulated([38, 27, 16, 9, 5, 3, 2])
_FAVOURITE, _COMPANION = 0.4, 0.3
_LINE_DISCOUNT, _RECEIPT_DISCOUNT = 0.06, 0.03


@dataclass(frozen=True)
class Baskets:
    """Lines one after the other; `receipt` is the place of each line's receipt in the block."""

    receipt: Ints
    line: Ints
    product: Ints
    price: Ints
    unit_discount: Ints
    quantity: Ints
    is_return: Mask
    receipt_discount: Ints

    @property
    def before_discount(self) -> Ints:
        return self.price * self.quantity

    @property
    def discount(self) -> Ints:
        return self.unit_discount * self.quantity

    @property
    def amount(self) -> Ints:
        return self.before_discount - self.discount

    def per_receipt(self, values: Ints) -> Ints:
        sums = np.bincount(self.receipt, values.astype(np.float64), len(self.receipt_discount))
        return sums.astype(np.int64)

    @property
    def tax(self) -> Ints:
        """内税 of each line, after its share of the discount on the receipt."""
        subtotal = self.per_receipt(self.amount)[self.receipt]
        share = (
            self.receipt_discount[self.receipt] * self.amount / np.where(subtotal == 0, 1, subtotal)
        )
        rate = products().tax[self.product]
        net = np.abs(self.amount - share)
        return (np.sign(self.amount) * np.floor(net * rate / (100 + rate) + 1e-9)).astype(np.int64)


def baskets(receipts: Receipts, dice: Dice) -> Baskets:
    """The same basket holds the same things whenever it is opened."""
    sells = np.isin(receipts.kind, (SALE, CANCELLED, UNDONE, REVERSAL, RETURN))
    count = np.where(sells, pick(_LINES, dice.throw(receipts.basket, "lines")) + 1, 0)
    # Of a basket that is brought back, one thing is brought back.
    count = np.where(receipts.kind == RETURN, 1, count)
    receipt = np.repeat(np.arange(receipts.count), count)
    line = np.arange(len(receipt)) - np.repeat(np.cumsum(count) - count, count)
    basket, priced = receipts.basket[receipt], receipts.priced[receipt]
    piece = basket * 8 + line
    product = _products(dice, receipts, receipt, line, piece)
    price = products().price(product, priced)
    quantity = 1 + pick(cumulated([86, 10, 4]), dice.throw(piece, "quantity"))
    discounted = dice.throw(piece, "line discount") < _LINE_DISCOUNT
    unit_discount = np.where(discounted, price // 10, 0)
    is_return = np.isin(receipts.kind, (RETURN, REVERSAL))[receipt]
    quantity = np.where(is_return, -quantity, quantity)
    whole = Baskets(
        receipt,
        line,
        product,
        price,
        unit_discount,
        quantity,
        is_return,
        np.zeros(receipts.count, np.int64),
    )
    subtotal = whole.per_receipt(whole.amount)
    reduced = (dice.throw(receipts.basket, "receipt discount") < _RECEIPT_DISCOUNT) & (count > 1)
    discount = np.where(reduced, np.sign(subtotal) * (np.abs(subtotal) // 200 * 10), 0)
    return Baskets(receipt, line, product, price, unit_discount, quantity, is_return, discount)


def _products(dice: Dice, receipts: Receipts, receipt: Ints, line: Ints, piece: Ints) -> Ints:
    """The season's shares, one's favourite department, and what goes with the first line."""
    month = months_of_days()[receipts.priced[receipt]]
    running = np.concatenate([shares + index for index, shares in enumerate(products().shares)])
    chance: Floats = dice.throw(piece, "product")
    size = len(products().rows)
    product = pick(running, chance + month) - month * size
    product = np.clip(product, 0, size - 1)
    person = receipts.person[receipt]
    near = (person * 7 + 3) % size
    likes = (person >= 0) & (dice.throw(piece, "favourite") < _FAVOURITE)
    product = np.where(likes, (near + (chance * 9).astype(np.int64)) % size, product)
    first = product[np.flatnonzero(line == 0)]
    owner = np.cumsum(line == 0) - 1
    companion = products().companion[first[owner]] if len(first) else product
    goes = (line == 1) & (companion >= 0) & (dice.throw(piece, "companion") < _COMPANION)
    return np.where(goes, companion, product)
