"""Lines that are no data: footers, totals, short rows; each is told by name."""

from __future__ import annotations

import pytest

from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column

REPORT = (
    "取引先責任者 ID,姓,メール\n"
    "003A,髙橋,a@example.jp\n"
    '003B,"高橋\n\n花子",\n'
    "\n\n"
    '"取引先責任者一覧"\n'
    '"Copyright (c) 2000-2026 Example Inc."\n'
    '"作成者:  山田 太郎 2026/03/27 9:00"\n'
    '"株式会社サンプル"'
)


def report(extracts: Extracts) -> None:
    agree(
        extracts,
        column("contact_id", "取引先責任者 ID", required=True),
        column("last_name", "姓"),
        encodings=["utf-8", "cp932"],
        row_filters=[{"name": "footer", "stop_at": "blank"}],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_all_behind_the_first_blank_line_is_the_footer(extracts: Extracts, encoding: str) -> None:
    report(extracts)
    extracts.put("2026-03-27/report.csv", REPORT, encoding=encoding)
    book = extracts.book()
    assert (book.rows_in, book.rows_landed) == (8, 2)
    assert book.not_data_reasons == {"footer": 6}
    assert extracts.items("contact_id, last_name, source_row_number") == [
        ("003A", "髙橋", 2),
        ("003B", "高橋\n\n花子", 3),
    ]
    assert extracts.quarantined_rows() == []


def test_a_line_of_commas_is_blank_too(extracts: Extracts) -> None:
    report(extracts)
    extracts.put("2026-03-27/report.csv", '取引先責任者 ID,姓\n1,a\n,""\n総計,1\n')
    assert extracts.book().not_data_reasons == {"footer": 2}


def test_a_report_without_a_footer_is_all_data(extracts: Extracts) -> None:
    report(extracts)
    extracts.put("2026-03-27/report.csv", "取引先責任者 ID,姓\n1,a\n2,b\n")
    book = extracts.book()
    assert (book.rows_landed, book.rows_not_data) == (2, 0)


def test_a_report_cut_in_its_data_is_refused(extracts: Extracts) -> None:
    report(extracts)
    extracts.put("2026-03-27/report.csv", "取引先責任者 ID,姓\n1,a\n2,b")
    assert extracts.book().refused_for == "cut in the last row"


def test_the_rows_note_counts_the_data_alone(extracts: Extracts) -> None:
    report(extracts)
    file = extracts.put("2026-03-27/report.csv", REPORT)
    file.with_name("report.csv.rows").write_text("2")
    assert extracts.book().rows_landed == 2


SHORT = 'a,b,c,d\r\n1,2\r\n1,2,3,4\r\n"x,\r\ny"\r\n1,2,3,4,5\r\n1,2,3\r\n'


def test_short_rows_are_padded_where_the_contract_says_so(extracts: Extracts) -> None:
    agree(extracts, *(column(each, each) for each in "abcd"), pad_short=True)
    extracts.put("2026-03-27/item.csv", SHORT)
    assert extracts.book().rows_landed == 4
    assert extracts.items("a, b, c, d, source_row_number") == [
        ("1", "2", None, None, 2),
        ("1", "2", "3", "4", 3),
        ("x,\r\ny", None, None, None, 4),
        ("1", "2", "3", None, 6),
    ]
    assert extracts.quarantined_rows() == [(5, "1,2,3,4,5", "found 5 fields, accepted: 4", None)]


def test_short_rows_are_refused_otherwise(extracts: Extracts) -> None:
    agree(extracts, *(column(each, each) for each in "abcd"))
    extracts.put("2026-03-27/item.csv", SHORT)
    book = extracts.book()
    assert (book.rows_landed, book.rows_quarantined) == (1, 4)
