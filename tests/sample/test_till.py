"""The till's arithmetic: lines and receipts, undone sales and their reversals, points."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from tests.sample.reading import Row, column, receipts

Books = dict[str, list[Row]]


@pytest.fixture(scope="module")
def books(company: Path) -> Books:
    return receipts(company)


def money(row: Row, name: str) -> int:
    return int(row[name])


def test_a_receipt_repeats_its_own_columns_on_every_line(books: Books) -> None:
    own = list(next(iter(books.values()))[0])[:32]
    for lines in books.values():
        assert len({tuple(line[name] for name in own) for line in lines}) == 1


def test_lines_add_up_to_their_receipt(books: Books) -> None:
    for lines in books.values():
        head = lines[0]
        if head["取引区分"] != "1":
            continue
        assert sum(money(line, "値引き後計") for line in lines) == money(head, "小計")
        assert sum(money(line, "内税按分") for line in lines) == money(head, "内消費税")
        paid = money(head, "小計") - money(head, "小計値引き") - money(head, "ポイント値引き")
        assert paid == money(head, "合計")
        for line in lines:
            before, off = money(line, "値引き前計"), money(line, "単価値引き計")
            assert before == money(line, "販売単価") * money(line, "数量")
            assert before - off == money(line, "値引き後計")


def test_tax_is_within_a_yen_of_the_rate_of_the_department(books: Books) -> None:
    for lines in books.values():
        if lines[0]["取引区分"] != "1" or lines[0]["小計値引き"] != "0":
            continue
        for line in lines:
            rate = 8 if line["部門名"] in ("食品", "飲料", "ギフト") else 10
            if line["部門名"] != "ギフト":
                exact = money(line, "値引き後計") * rate / (100 + rate)
                assert abs(exact - money(line, "内税按分")) < 1


def test_a_reversal_mirrors_the_sale_it_names(books: Books) -> None:
    reversals = [lines for lines in books.values() if column(lines[0], "打消区分") == "2"]
    assert reversals
    for lines in reversals:
        sale = books[lines[0]["打消取引ID"]]
        assert len(sale) == len(lines)
        for one, other in zip(sale, lines, strict=True):
            assert one["商品ID"] == other["商品ID"]
            assert column(one, "取引明細区分") == "1" and column(other, "取引明細区分") == "2"
            for name in ("合計", "内消費税", "数量", "値引き後計", "内税按分"):
                assert money(one, name) == -money(other, name)
            assert one["会員ID"] == other["会員ID"]


def test_an_undone_sale_names_its_reversal_unless_it_was_exported_before(books: Books) -> None:
    named = {
        lines[0]["打消取引ID"] for lines in books.values() if column(lines[0], "打消区分") == "2"
    }
    marked = {
        number: lines[0]["打消取引ID"]
        for number, lines in books.items()
        if column(lines[0], "打消区分") == "1"
    }
    assert set(marked) < named, "no sale was undone in a night"
    for sale, reversal in marked.items():
        assert books[reversal][0]["打消取引ID"] == sale


def test_voids_returns_and_records_without_revenue_occur(books: Books) -> None:
    heads = [lines[0] for lines in books.values()]
    assert any(head["取消区分"] == "1" for head in heads)
    assert {"1", "2", "3", "6"} <= {head["取引区分"] for head in heads}
    returned = [
        head
        for head in heads
        if column(head, "取引明細区分") == "2" and column(head, "打消区分") == "0"
    ]
    assert returned
    assert all(money(head, "合計") < 0 and head["返品数量合計"] != "0" for head in returned)


def test_points_are_carried_from_receipt_to_receipt(books: Books) -> None:
    balance: dict[str, int] = defaultdict(int)
    for number in sorted(books, key=int):
        head = books[number][0]
        if not head["会員ID"]:
            continue
        person = head["会員ID"]
        after = money(head, "合計ポイント")
        assert after == money(head, "現在ポイント") + money(head, "付与ポイント") - money(
            head, "使用ポイント"
        )
        balance[person] = after
    assert any(balance.values())


def test_some_customers_are_guests_and_some_buy_online(books: Books) -> None:
    heads = [lines[0] for lines in books.values() if lines[0]["取引区分"] == "1"]
    guests = sum(not head["会員ID"] for head in heads) / len(heads)
    online = sum(head["店舗ID"] == "99" for head in heads) / len(heads)
    assert 0.1 < guests < 0.25
    assert 0.08 < online < 0.25
