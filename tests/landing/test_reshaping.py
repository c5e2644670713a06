"""Receipts of several lines and lines of several items: each row keeps what is its own."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column

LONG = (
    "取引No,会計日,会計時間,合計,商品名,価格,注文数量\r\n"
    'R-001,2026/03/26,10:05,"\\1,700",珈琲①,"1,000",1\r\n'
    "R-001,,,,トートバッグ～限定,\\545,1\r\n"
    "R-001,,,,髙級茶,\\155,1\r\n"
    "R-002,2026/3/26,23:59,880,抹茶ラテ,800,1\r\n"
    "R-003,,,,迷子,1,1\r\n"
    '合計,,,"2,580",,,\r\n'
)


def long(extracts: Extracts, *, key_blank: bool = False, **knobs: object) -> None:
    agree(
        extracts,
        column("receipt_no", "取引No", kind="identifier"),
        column("sold_on", "会計日", logicalType="date"),
        column("total", "合計", logicalType="number", kind="money"),
        column("item", "商品名"),
        column("price", "価格", logicalType="number", kind="money", strict=True),
        encodings=["utf-8", "cp932"],
        row_filters=[{"name": "total", "where": "receipt_no = '合計'"}],
        carry_forward={
            "key": "receipt_no",
            "columns": ["sold_on", "total"],
            "key_blank": key_blank,
        },
        **knobs,
    )


def test_a_receipts_later_lines_take_what_its_first_line_says(extracts: Extracts) -> None:
    long(extracts)
    extracts.put("2026-03-27/lines.csv", LONG, encoding="cp932")
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.not_data_reasons) == (6, 5, {"total": 1})
    assert extracts.items("receipt_no, sold_on, total, item, price, source_row_number") == [
        ("R-001", "2026-03-26", "1700", "珈琲①", "1000", 2),
        ("R-001", "2026-03-26", "1700", "トートバッグ～限定", "545", 3),
        ("R-001", "2026-03-26", "1700", "髙級茶", "155", 4),
        ("R-002", "2026-03-26", "880", "抹茶ラテ", "800", 5),
        ("R-003", None, None, "迷子", "1", 6),
    ]


def test_a_lost_first_line_leaves_its_receipt_empty(extracts: Extracts) -> None:
    long(extracts)
    extracts.put(
        "2026-03-27/lines.csv", LONG.replace("880,抹茶", "880,抹,茶").replace("R-003", "R-002")
    )
    assert extracts.book().rows_quarantined == 1
    assert extracts.items("sold_on, total")[-1] == (None, None)


ORDERS = (
    "Name,Created at,Total,Lineitem name,Lineitem sku\n"
    '#1001,2026-03-27,3500,"珈琲豆, 200g",00123\n'
    ",,,フィルター,00200\n"
    "#1002,2026-03-27,900,抹茶,00300\n"
    ",,,茶筅,00400,too many\n"
    ",,,誰の物か,00500\n"
    "#1003,2026-03-27,1,a,00600\n"
    ",,,b,00700\n"
)


def orders(extracts: Extracts) -> None:
    agree(
        extracts,
        column("order_name", "Name", required=True),
        column("total", "Total", logicalType="number"),
        column("sku", "Lineitem sku", kind="code"),
        carry_forward={"key": "order_name", "columns": ["total"], "key_blank": True},
    )


def test_a_blank_key_continues_the_order_above(extracts: Extracts) -> None:
    orders(extracts)
    extracts.put("2026-03-27/orders.csv", ORDERS.replace(",too many", ""))
    assert extracts.items("order_name, total, sku") == [] and extracts.book().rows_landed == 7
    assert extracts.items("order_name, total, sku") == [
        ("#1001", "3500", "00123"),
        ("#1001", "3500", "00200"),
        ("#1002", "900", "00300"),
        ("#1002", "900", "00400"),
        ("#1002", "900", "00500"),
        ("#1003", "1", "00600"),
        ("#1003", "1", "00700"),
    ]


def test_behind_a_lost_line_nothing_is_continued(extracts: Extracts) -> None:
    orders(extracts)
    extracts.put("2026-03-27/orders.csv", ORDERS)
    book = extracts.book()
    assert book.quarantine_reasons == {
        "continues a line that did not land": 1,
        "found 6 fields, accepted: 5": 1,
    }
    assert [row[0] for row in extracts.quarantined_rows()] == [5, 6]
    assert extracts.items("order_name, sku")[-2:] == [("#1003", "00600"), ("#1003", "00700")]


WIDE = (
    "伝票番号,来店日,合計,商品ID1,メニュー名1,単価1,商品ID2,メニュー名2,単価2,商品ID3,メニュー名3,単価3\r\n"
    'B-1,2026/03/26,"\\1,500",00012,珈琲,\\500,00013,紅茶,"\\1,000"\r\n'
    "B-2,2026/03/26,300,00014,水,300,,,,00015,氷,x\r\n"
    "B-3,2026/03/26,0\r\n"
)


def wide(extracts: Extracts) -> None:
    agree(
        extracts,
        column("receipt_no", "伝票番号", required=True),
        column("line_number", logicalType="integer"),
        column("item_id", "商品ID{n}", kind="identifier", column="required"),
        column("item_name", "メニュー名{n}"),
        column("price", "単価{n}", logicalType="number", kind="money", strict=True),
        column("total", "合計", logicalType="number", kind="money"),
        pad_short=True,
        repeat={"number": "line_number"},
    )


def test_a_line_of_several_items_becomes_a_row_for_each(extracts: Extracts) -> None:
    wide(extracts)
    extracts.put("2026-03-27/wide.csv", WIDE)
    book = extracts.book()
    assert (book.rows_in, book.rows_repeated, book.rows_landed, book.rows_quarantined) == (
        5,
        2,
        4,
        1,
    )
    assert book.drift == {"new": ["来店日"]}
    assert extracts.items(
        "receipt_no, line_number, item_id, item_name, price, total, source_row_number"
    ) == [
        ("B-1", "1", "00012", "珈琲", "500", "1500", 2),
        ("B-1", "2", "00013", "紅茶", "1000", "1500", 2),
        ("B-2", "1", "00014", "水", "300", "300", 3),
        ("B-3", None, None, None, None, "0", 4),
    ]
    assert [(row[0], row[2], row[3]) for row in extracts.quarantined_rows()] == [
        (3, "no readable number", "price")
    ]


def test_a_group_without_its_needed_column_refuses_the_file(extracts: Extracts) -> None:
    wide(extracts)
    extracts.put("2026-03-27/wide.csv", WIDE.replace("商品ID", "商品番号"))
    assert extracts.book().refused_for == "missing required column"


def test_group_numbers_are_read_with_leading_zeros_and_in_order(extracts: Extracts) -> None:
    wide(extracts)
    extracts.put(
        "2026-03-27/wide.csv",
        "伝票番号,商品ID10,商品ID02,メニュー名02,商品ID１\r\nB-1,j,b,茶,a\r\n",
    )
    assert extracts.items("item_id") == [] and extracts.book().rows_repeated == 2
    assert extracts.items("line_number, item_id, item_name") == [
        ("1", "a", None),
        ("2", "b", "茶"),
        ("10", "j", None),
    ]


cell = st.sampled_from(["", "a", "髙,い", '"', "1", "二\r\n行"])
lines = st.lists(
    st.tuples(st.sampled_from(["", "K1", "K2"]), cell, cell, cell, cell, st.integers(-2, 2)),
    min_size=1,
    max_size=25,
)


@pytest.mark.parametrize("key_blank", [False, True])
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(lines)
def test_books_balance_and_nothing_crosses_a_key(
    key_blank: bool, table: list[tuple[str, str, str, str, str, int]]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["key", "said", "x1", "x2", "y2"])
    records = []
    for key, said, x1, x2, y2, wrong in table:
        record = [key, said, x1, x2, y2]
        records.append((record, wrong == 2))
        writer.writerow([*record, "more"] if wrong == 2 else record)
    with tempfile.TemporaryDirectory() as folder:
        extracts = Extracts(Path(folder) / "x")
        agree(
            extracts,
            column("key", "key"),
            column("said", "said"),
            column("n"),
            column("x", "x{n}"),
            column("y", "y{n}"),
            repeat={"number": "n"},
            carry_forward={"key": "key", "columns": ["said"], "key_blank": key_blank},
        )
        extracts.put("2026-03-27/item.csv", text.getvalue())
        book = extracts.book()
        found = extracts.items("key, said, n, x, y, source_row_number") if book.rows_landed else []
    landed, refused = by_hand(records, key_blank=key_blank)
    assert found == landed
    assert (book.rows_landed, book.rows_quarantined) == (len(landed), refused)
    assert book.rows_in - book.rows_repeated == len(table)


def by_hand(
    records: list[tuple[list[str], bool]], *, key_blank: bool
) -> tuple[list[tuple[object, ...]], int]:
    """The rows that land, and how many do not, told line by line."""
    landed: list[tuple[object, ...]] = []
    refused, key, said = 0, "", ""
    for number, ((own_key, own_said, x1, x2, y2), wrong) in enumerate(records, 2):
        if wrong:
            refused += 1
            if key_blank:
                key, said = "", ""
            continue
        continues = own_key == key if own_key else key_blank
        key, said = (key, own_said or said) if continues else (own_key, own_said)
        parts = [(1, x1, "")] if x1 else []
        parts += [(2, x2, y2)] if x2 or y2 else []
        rows = [(str(n), x or None, y or None) for n, x, y in parts] or [(None, None, None)]
        if key_blank and not key:
            refused += len(rows)
            continue
        landed += [(key or None, said or None, *row, number) for row in rows]
    return landed, refused
