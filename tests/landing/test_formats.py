"""Workbooks, JSON, JSON lines and Parquet: the same rules and the same books as for CSV."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tests.landing.extracts import HEADER, Extracts
from tests.landing.shapes import agree, lines, parquet, workbook

PATHS = {"item_id": "id", "item_name": "names[ja]", "price": "offer.price", "sold_on": "sold_on"}


def good(item: str, name: str | None, price: Any, sold_on: str | None) -> dict[str, Any]:
    names = [{"key": "ja", "value": {"string_value": name}}]
    return {"id": item, "names": names, "offer": {"price": price}, "sold_on": sold_on}


def test_each_line_of_json_lines_is_judged_on_its_own(extracts: Extracts) -> None:
    agree(extracts, "jsonl", **PATHS)
    deep = '{"id":"5","x":' + "[" * 3_000 + "]" * 3_000 + "}"
    text = "\n".join(
        [
            json.dumps(good("00012345678901234567", "珈琲", 550, "2024-04-01")),
            '{"id": "2", "offer": {"pri',
            "",
            '{"id": "3", "id": "4"}',
            "[1]",
            deep,
            '{"id": "6", "offer": {"price": NaN}}',
            '{"id": "7", "names": [{"key": "ja", "value": {"string_value": "\\ud83d"}}]}',
            json.dumps(good("8", "マグ", "高い", None)),
            '{"id": 12345678901234567890, "offer": {"price": 1.5e3}, "seen": {"at": [1, 1.10]}}',
            '{"id": "9", "offer": {"price": 1',
        ]
    )
    extracts.put("2026-03-27/items.jsonl", text)
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.rows_quarantined) == (11, 2, 8), book.reason
    assert book.not_data_reasons == {"blank line": 1}
    assert book.drift == {"new": ["seen"]}
    assert extracts.items("item_id, item_name, price, extra, source_row_number") == [
        ("00012345678901234567", "珈琲", "550", '{"seen":null}', 1),
        ("12345678901234567890", None, "1500", '{"seen":"{\\"at\\":[1,1.10]}"}', 10),
    ]
    told = [(row[0], row[2]) for row in extracts.quarantined_rows()]
    assert told == [
        (2, "no readable JSON"),
        (4, "a key stands twice in one object"),
        (5, "no JSON object"),
        (6, "nested too deeply"),
        (7, "a number that is none (NaN or Infinity)"),
        (8, "half a character"),
        (9, "no readable number"),
        (11, "the last line is cut"),
    ]
    assert extracts.quarantined_rows()[0][1] == '{"id": "2", "offer": {"pri'


def test_what_no_column_asks_for_of_a_nested_record_is_kept_beside_it(extracts: Extracts) -> None:
    agree(extracts, "jsonl", **PATHS)
    record = {
        "id": "1",
        "ID#2": "x",
        "names": [
            {"key": "ja", "value": {"string_value": None, "int_value": 7, "set_micros": 5}},
            {"key": "en", "value": {"string_value": "mug"}},
            {"key": "ja", "value": {"string_value": "again"}},
        ],
        "offer": {"price": 5, "tax": {"rate": "10%"}},
        "sold_on": None,
    }
    extracts.put("2026-03-27/items.jsonl", lines([record]))
    extracts.book()
    ((name, price, extra),) = extracts.items("item_name, price, extra")
    assert (name, price) == ("7", "5")
    assert json.loads(extra) == {
        "ID#2": "x",
        "names[ja]#2": '{"set_micros":5}',
        "names": '[{"key":"en","value":{"string_value":"mug"}},'
        '{"key":"ja","value":{"string_value":"again"}}]',
        "offer.tax": '{"rate":"10%"}',
    }


DOCUMENT = {
    "kind": {"of": ["list"]},
    "data": {"page": 1, "items": [good("1", "珈琲", 1, None), None], "more": False},
    "end": "x",
}


@pytest.mark.parametrize(
    ("content", "records"),
    [
        (json.dumps(DOCUMENT, ensure_ascii=False, indent=1), "data.items"),
        (json.dumps([good("1", "珈琲", 1, None), None]), None),
        (json.dumps(good("1", "珈琲", 1, None), indent=2) + "\nnull\n", None),
    ],
    ids=["at a path", "a list", "one object after another"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_records_of_a_document_are_found(
    extracts: Extracts, content: str, records: str | None, encoding: str
) -> None:
    agree(extracts, "json", *([f"records, value: {records}"] if records else []), **PATHS)
    extracts.put("2026-03-27/items.json", content, encoding=encoding)
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.rows_quarantined) == (2, 1, 1), book.reason
    assert extracts.items("item_id, item_name, source_row_number") == [("1", "珈琲", 1)]
    assert extracts.quarantined_rows() == [(2, "null", "no JSON object", None)]


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (json.dumps(DOCUMENT)[:-1], "no readable JSON", "an early end"),
        (json.dumps(DOCUMENT) + "{", "no readable JSON", "more text behind"),
        (json.dumps(DOCUMENT)[:90], "no readable JSON", "cut"),
        ('{"data":{"items":[],"items":[{"id":"1"}]}}', "no readable JSON", "a second time"),
        ('{"data":{"items":{}}}', "no readable JSON", "no list at `data.items`"),
        ('{"data":{"other":[]}}', "no readable JSON", "no key `items`"),
        ('{"data":{"items":[' + "[" * 9_000, "no readable JSON", "line 1"),
        ('{"data":{"items":[{"a":1}]}}', "missing required column", "`id`"),
        ("<!DOCTYPE html><html></html>", "web page instead of data", "login"),
        ("", "empty file", "0 bytes"),
        (
            json.dumps(
                {"data": {"items": [{"id": "1", **dict.fromkeys(map(str, range(6000)), 1)}]}}
            ),
            "too many columns",
            "5,000 keys",
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_broken_document_is_refused(
    extracts: Extracts, content: str, reason: str, said: str
) -> None:
    agree(extracts, "json", "records, value: data.items", **PATHS)
    extracts.put("2026-03-27/items.json", content)
    book = extracts.book()
    assert (book.status, book.refused_for) == ("quarantined", reason), book.reason
    assert said in book.reason


def test_a_list_without_records_is_an_answer(extracts: Extracts) -> None:
    agree(extracts, "json", **PATHS)
    extracts.put("2026-03-27/items.json", "[]")
    book = extracts.book()
    assert (book.status, book.rows_in, book.drift) == ("landed", 0, {}), book.reason


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.landing.jsonrecords.LONGEST_RECORD", 1_000)
    agree(extracts, "jsonl", **PATHS)
    extracts.put("2026-03-27/items.jsonl", lines([{"id": "x" * 2_000}]))
    assert extracts.book().refused_for == "row too long"


def test_a_file_of_another_format_is_refused_and_not_quarantined_line_by_line(
    extracts: Extracts,
) -> None:
    agree(extracts, "jsonl", **PATHS)
    extracts.put("2026-03-27/items.jsonl", extracts.rows("1,珈琲,5,2024-04-01"))
    book = extracts.book()
    assert (book.refused_for, book.rows_in) == ("no readable records", 0), book.reason
    assert "record 1: no readable JSON" in book.reason


def test_a_sheet_is_read_as_a_person_sees_it(extracts: Extracts) -> None:
    content = workbook(
        [
            [*HEADER.split(","), "備考"],
            ["00012", "=1+1", 550, dt.date(2024, 4, 1), dt.datetime(2024, 4, 1, 10, 30)],
            [12345678901, '二行\n"の名', 1.5, "2024/4/2", True],
            [],
            [1.2345678901234567e19, "皿", 10, None, None],
            [
                5,
                None,
                lambda page, *at: page.write_formula(*at, "=1/0", None, "#DIV/0!"),
                None,
                0.1,
            ],
            ["6", lambda page, *at: page.write_formula(*at, "=A1", None, "計算"), -3, None, None],
        ],
        別紙=[["x"]],
    )
    agree(extracts, "xlsx", "sheet, value: 商品")
    extracts.put("2026-03-27/items.xlsx", content)
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.rows_quarantined) == (6, 3, 2), book.reason
    assert extracts.items("item_id, item_name, price, sold_on, extra, source_row_number") == [
        ("00012", "=1+1", "550", "2024-04-01", '{"備考":"2024-04-01 10:30:00"}', 2),
        ("12345678901", '二行\n"の名', "1.5", "2024-04-02", '{"備考":"TRUE"}', 3),
        ("6", "計算", "-3", None, '{"備考":null}', 7),
    ]
    assert [(row[0], row[2]) for row in extracts.quarantined_rows()] == [
        (5, "digits lost in scientific notation"),
        (6, "no readable number"),
    ]


def test_rows_keep_the_numbers_of_the_sheet_where_it_begins_lower(extracts: Extracts) -> None:
    agree(extracts, "xlsx", "header, value: {rows: 3, combine: last}")
    content = workbook(
        [[], [None, "題", "", "", ""], [None, *HEADER.split(",")], [None, 1, "珈琲"]]
    )
    extracts.put("2026-03-27/items.xlsx", content)
    book = extracts.book()
    # Three header rows of which the first is empty have not as many fields each.
    assert book.refused_for == "header rows differ"
    agree(extracts, "xlsx")
    extracts.put("2026-03-27/items.xlsx", workbook([HEADER.split(","), [], [], [7, "x"]]))
    assert extracts.items("item_id, source_row_number") == []
    assert extracts.book().not_data_reasons == {"blank line": 2}
    assert extracts.items("item_id, source_row_number") == [("7", 4)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "encrypted"),
        (b"<html>login</html>", "web page instead of data"),
        (workbook([["x"]])[:-40], "workbook broken"),
        (
            workbook([["x"], [lambda page, *at: page.write(1_048_575, 16_383, "far away")]]),
            "sheet too large",
        ),
        (workbook([["x"]], sheet="別"), "no such sheet"),
    ],
    ids=["password", "web page", "cut", "far corner", "sheet"],
)
def test_a_broken_workbook_is_refused(extracts: Extracts, content: bytes, reason: str) -> None:
    agree(extracts, "xlsx", "sheet, value: 商品")
    extracts.put("2026-03-27/items.xlsx", content)
    book = extracts.book()
    assert (book.status, book.refused_for) == ("quarantined", reason), book.reason


PARQUET = pa.schema(
    {
        "id": pa.int64(),
        "names": pa.map_(pa.string(), pa.string()),
        "offer": pa.struct({"price": pa.decimal128(12, 2), "at": pa.timestamp("ns", "Asia/Tokyo")}),
        "sold_on": pa.date32(),
        "seen": pa.list_(pa.timestamp("us")),
        "score": pa.float64(),
    }
)


def test_every_type_of_parquet_becomes_its_text(extracts: Extracts) -> None:
    agree(extracts, "parquet", **PATHS)
    moment = dt.datetime(2024, 4, 1, 1, 2, 3, 456_000)
    rows = [
        {
            "id": 2**62 + 1,
            "names": {"ja": "珈琲", "en": "coffee"},
            "offer": {"price": Decimal("-5.50"), "at": moment.replace(tzinfo=dt.UTC)},
            "sold_on": dt.date(2024, 4, 1),
            "seen": [moment, None],
            "score": 12345.0,
        },
        {"id": 2, "score": float("nan")},
        {"id": None},
    ]
    extracts.put("2026-03-27/items.parquet", parquet(rows, PARQUET))
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.rows_quarantined) == (3, 2, 1), book.reason
    first, second = extracts.items("item_id, item_name, price, sold_on, extra, source_row_number")
    assert first[:4] == ("4611686018427387905", "珈琲", "-5.50", "2024-04-01")
    assert json.loads(first[4]) == {
        "names": '[{"key":"en","value":"coffee"}]',
        "offer.at": "2024-04-01 10:02:03.456000000+0900",
        "score": "12345",
        "seen": '["2024-04-01 01:02:03.456000",null]',
    }
    assert (second[0], set(json.loads(second[4]).values()), second[5]) == ("2", {None}, 2)
    assert extracts.quarantined_rows()[0][0] == 3


def test_a_cut_parquet_is_refused(extracts: Extracts) -> None:
    agree(extracts, "parquet", **PATHS)
    extracts.put("2026-03-27/items.parquet", parquet([{"id": "1"}])[:-9])
    assert extracts.book().refused_for == "parquet broken"


def test_a_value_that_changed_on_its_way_is_told_by_the_checksum_of_its_page(
    extracts: Extracts,
) -> None:
    agree(extracts, "parquet", **PATHS)
    bare = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    content = parquet([{"id": "12345678"}], **bare)
    extracts.put("2026-03-27/items.parquet", content.replace(b"12345678", b"12345679"))
    assert extracts.book().refused_for == "parquet broken"


def test_tabs_part_the_fields_of_a_tsv(extracts: Extracts) -> None:
    agree(extracts, "tsv")
    extracts.put("2026-03-27/items.tsv", HEADER.replace(",", "\t") + "\r\n1\ta,b\t5\t\r\n")
    extracts.book()
    assert extracts.items() == [("1", "a,b", "5", None)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("in_words", [True, False], ids=["by name", "by its zeros"])
def test_utf_16_without_a_mark_is_read_where_the_contract_says_so(
    extracts: Extracts, encoding: str, in_words: bool
) -> None:
    agree(extracts, "csv", f"encodings, value: [{encoding if in_words else 'utf-16'}]")
    extracts.put("2026-03-27/items.csv", extracts.rows("1,𠮷野😀,5,2024-04-01"), encoding=encoding)
    book = extracts.book()
    assert (book.encoding, book.rows_landed) == (encoding, 1), book.reason
    assert extracts.items("item_name") == [("𠮷野😀",)]


def test_nuls_are_taken_out_and_counted(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,珈\0琲\0,5,2024-04-01"))
    assert extracts.book().nul_bytes == 2
    assert extracts.items("item_name") == [("珈琲",)]
