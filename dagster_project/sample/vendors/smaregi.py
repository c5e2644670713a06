"""Smaregi 取引明細: UTF-8 with BOM, CRLF, the receipt's columns repeated on each of its lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dagster_project.sample import clock
from dagster_project.sample.baskets import Baskets
from dagster_project.sample.places import ONLINE
from dagster_project.sample.points import PointMoves
from dagster_project.sample.products import products
from dagster_project.sample.randomness import Dice, Ints, pick
from dagster_project.sample.receipts import (
    CANCELLED,
    DEPOSIT,
    FIRST_ID,
    PAYOUT,
    RETURN,
    REVERSAL,
    UNDONE,
    Receipts,
)
from dagster_project.sample.text import Text, choose, glue, listed, number, take
from dagster_project.sample.vendors.smaregi_member import FIRST_ID as FIRST_CARD

HEADER = (
    "\ufeff取引ID,取引日時,取引区分,取消区分,単価値引き前小計,単価値引き小計,小計,小計値引き,小計割引率,"
    "ポイント値引き,合計,内消費税,内現金支払金額,内クレジット支払金額,数量合計,返品数量合計,付与ポイント,"
    "使用ポイント,現在ポイント,合計ポイント,店舗ID,会員ID,会員コード,端末取引ID,年齢層,客層ID,販売員ID,"
    "販売員名,打消取引ID,打消区分(0：通常、1：打消元レコード、2：打消レコード),レシート番号,支払方法ID1,"
    "取引明細ID,取引明細区分 （1：通常、2：返品、3：部門売り）,商品ID,商品コード,品番,商品名,"
    "商品単価,販売単価,単品値引,単品割引,数量,値引き前計,単価値引き計,値引き後計,内税按分,部門ID,部門名\r\n"
)
_KINDS = np.array([1, 1, 1, 1, 1, 6, 2, 3, 16])
_STAFF = listed("髙橋 佐藤 山﨑 中島 渡邊 小林 吉田 斎藤 松本 井上 木村 林")
_PAYMENTS = np.cumsum([0.38, 0.42, 0.2])


@dataclass(frozen=True)
class Members:
    """The cards receipts print, by person: the first one and, for a while, a second (else -1)."""

    first: Ints
    second: Ints
    second_from: Ints
    second_until: Ints
    codes: Text

    def card(self, receipts: Receipts, dice: Dice) -> Ints:
        """The row of the card shown at the till; guests get row 0, which nobody may look at."""
        person = receipts.person.clip(0)
        valid = (receipts.day >= self.second_from[person]) & (
            receipts.day < self.second_until[person]
        )
        shows_second = valid & (dice.throw(receipts.basket, "which card") < 0.5)
        return np.where(shows_second, self.second[person], self.first[person]).clip(0)


def lines(
    receipts: Receipts, bags: Baskets, members: Members, points: PointMoves, dice: Dice, on: int
) -> Text:
    """Every line of every receipt in order; records without goods have one bare line."""
    head = _heads(receipts, bags, members, points, dice, on)
    goods = _goods(bags)
    empty = np.flatnonzero(np.bincount(bags.receipt, minlength=receipts.count) == 0)
    # Smaregi fills the department of such a record with the shop's default one.
    bare = take([",,,,,,,,0,,0,0,0,0,0,2,飲料\r\n"], np.zeros(len(empty), np.int64))
    owner = np.concatenate([bags.receipt, empty])
    order = np.argsort(owner, kind="stable")
    rest = take(pa.concat_arrays([goods, bare]), order)
    return glue(take(head, owner[order]), rest, by=",")


def _heads(
    receipts: Receipts, bags: Baskets, members: Members, points: PointMoves, dice: Dice, on: int
) -> Text:
    subtotal = bags.per_receipt(bags.amount)
    total = subtotal - bags.receipt_discount - points.used
    cash_move = np.isin(receipts.kind, (DEPOSIT, PAYOUT))
    total = np.where(cash_move, 10_000 * (1 + receipts.basket % 5), total)
    tax = bags.per_receipt(bags.tax)
    comes_back = (receipts.kind == RETURN)[bags.receipt]
    pieces = bags.per_receipt(np.abs(bags.quantity) * ~comes_back)
    returned = bags.per_receipt(np.abs(bags.quantity) * comes_back)
    payment = pick(_PAYMENTS, dice.throw(receipts.basket, "payment"))
    payment = np.where((receipts.store == ONLINE) & (payment == 0), 1, payment)
    known = receipts.person >= 0
    card = members.card(receipts, dice)
    staff = (dice.throw(receipts.basket, "staff") * 3).astype(np.int64)
    in_store = receipts.store != ONLINE
    staff_name = take(_STAFF, (receipts.store * 3 + staff) % len(_STAFF))
    # A sale undone after the export was made does not know it yet; its reversal names it later.
    undone = (receipts.kind == UNDONE) & (receipts.undone_on <= on)
    reversal = np.select([undone, receipts.kind == REVERSAL], [1, 2], 0)
    paired = reversal > 0
    own = number(receipts.transaction_id)
    return glue(
        own,
        clock.local(receipts.day, receipts.second),
        number(_KINDS[receipts.kind]),
        choose(receipts.kind == CANCELLED, "1", "0"),
        number(bags.per_receipt(bags.before_discount)),
        number(bags.per_receipt(bags.discount)),
        number(subtotal),
        number(bags.receipt_discount),
        "",
        number(points.used),
        number(total),
        number(tax),
        number(np.where((payment == 0) | cash_move, total, 0)),
        number(np.where((payment == 1) & ~cash_move, total, 0)),
        number(pieces),
        number(returned),
        number(points.granted),
        number(points.used),
        number(points.before),
        number(points.after),
        number(receipts.store),
        choose(known, number(card + FIRST_CARD), ""),
        choose(known, take(members.codes, card), ""),
        own,
        "",
        "",
        choose(in_store, number(receipts.store * 10 + staff), ""),
        choose(in_store, staff_name, ""),
        choose(paired, number(receipts.partner + FIRST_ID), ""),
        number(reversal),
        number(receipts.transaction_id, 9),
        choose(payment == 2, "5", ""),
        by=",",
    )


def _goods(bags: Baskets) -> Text:
    stock = products()
    product = bags.product
    unit = number(bags.price)
    return glue(
        number(bags.line + 1),
        choose(bags.is_return, "2", "1"),
        number(product + 8_001),
        take(stock.codes, product),
        "",
        take(stock.names, product),
        unit,
        unit,
        number(bags.unit_discount),
        "",
        number(bags.quantity),
        number(bags.before_discount),
        number(bags.discount),
        number(bags.amount),
        number(bags.tax),
        take([f"{row['department_id']},{row['department']}\r\n" for row in stock.rows], product),
        by=",",
    )
