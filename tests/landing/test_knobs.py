"""Each knob changes what lands, and only where a contract turns it."""

from __future__ import annotations

import pytest

from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column


@pytest.mark.parametrize(("rows", "status"), [(3, "landed"), (2, "quarantined")])
def test_a_header_is_looked_for_in_so_many_rows(extracts: Extracts, rows: int, status: str) -> None:
    agree(extracts, column("a", "A"), header={"scan_for": ["A"], "scan_rows": rows})
    extracts.put("2026-03-27/item.csv", "banner\r\nbanner\r\nA\r\n1\r\n")
    assert extracts.book().status == status


@pytest.mark.parametrize(("strips", "missing"), [(True, []), (False, ["sex"])])
def test_a_legend_in_a_header_is_left_out_unless_the_contract_says_no(
    extracts: Extracts, strips: bool, missing: list[str]
) -> None:
    agree(extracts, column("id", "ID"), column("sex", "性別"), header={"strip_legend": strips})
    extracts.put("2026-03-27/item.csv", 'ID,"性別(0:不明,  1:男)"\r\n1,1\r\n')
    assert extracts.book().drift.get("missing", []) == missing


@pytest.mark.parametrize(("ends", "status"), [(False, "landed"), (True, "quarantined")])
def test_a_last_row_without_its_line_end_lands_where_the_contract_allows_it(
    extracts: Extracts, ends: bool, status: str
) -> None:
    agree(extracts, column("id", "ID"), integrity={"final_terminator": ends})
    extracts.put("2026-03-27/item.csv", "ID\r\n1\r\n2")
    assert extracts.book().status == status


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("euc_jp", "東京"), ("cp1252", "café €"), ("latin-1", "café ¥"), ("utf-16", "東京")],
)
def test_a_file_is_read_in_the_encoding_that_the_contract_lists(
    extracts: Extracts, encoding: str, text: str
) -> None:
    agree(extracts, column("city", "City"), encodings=["utf-8", encoding])
    extracts.put("2026-03-27/item.csv", f"City\r\n{text}\r\n", encoding=encoding)
    assert extracts.book().status == "landed"
    assert extracts.items("city") == [(text,)]


def test_a_value_outside_its_options_is_unreadable(extracts: Extracts) -> None:
    agree(
        extracts,
        column("stars", "Stars", logicalType="integer", logicalTypeOptions={"maximum": 5}),
        column("code", "Code", strict=True, logicalTypeOptions={"pattern": "^[A-Z]{2}$"}),
        column("word", "Word", logicalTypeOptions={"minLength": 2, "maxLength": 3}),
    )
    extracts.put("2026-03-27/item.csv", "Stars,Code,Word\r\n5,AB,ab\r\n6,AB,a\r\n1,abc,ab\r\n")
    book = extracts.book()
    assert (book.rows_landed, book.quarantine_reasons) == (2, {"no readable string": 1})
    assert extracts.items("stars, code, word") == [("5", "AB", "ab"), (None, "AB", None)]


def test_a_row_that_breaks_a_rule_is_quarantined_for_the_reason_it_gives(
    extracts: Extracts,
) -> None:
    agree(
        extracts,
        column("sold", "Sold", logicalType="integer"),
        column("back", "Back", logicalType="integer"),
        row_rules=[
            {"name": "fewer_back", "holds": "back <= sold", "reason": "too many", "column": "back"}
        ],
    )
    extracts.put("2026-03-27/item.csv", "Sold,Back\r\n3,1\r\n1,3\r\n1,\r\n")
    assert extracts.book().quarantine_reasons == {"too many": 1}
    assert extracts.items("sold, back") == [("3", "1"), ("1", None)]


@pytest.mark.parametrize(
    ("formats", "day"),
    [(["european"], "2024-04-03"), (["us"], "2024-03-04"), (["iso"], None)],
)
def test_a_day_is_read_by_the_formats_that_are_named_and_by_no_other(
    extracts: Extracts, formats: list[str], day: str | None
) -> None:
    agree(extracts, column("day", "Day", logicalType="date", formats=formats))
    extracts.put("2026-03-27/item.csv", "Day\r\n03/04/2024\r\n")
    extracts.land()
    assert extracts.items("day") == [(day,)]


def test_every_row_lands_and_no_version_is_dropped_in_upsert_and_append(
    extracts: Extracts,
) -> None:
    for mode in ("upsert", "append"):
        agree(extracts, column("id", "ID", primaryKey=True), column("n", "N"), load={"mode": mode})
        extracts.put("2026-03-27/item.csv", "ID,N\r\n1,a\r\n")
        extracts.put("2026-03-28/item.csv", "ID,N\r\n1,b\r\n")
        extracts.land()
        assert extracts.items("id, n") == [("1", "a"), ("1", "b")]
