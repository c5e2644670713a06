"""Files that a csv reader would take without a word: refused, named and kept."""

from __future__ import annotations

import gzip
import stat
import zipfile
from pathlib import Path

import pytest

from tests.landing.extracts import HEADER, SAMPLES, Extracts

GOOD = ("1,珈琲,550,2024-04-01", "2,マグ,1100,2024-04-02")


def assert_refused(extracts: Extracts, reason: str, *said: str) -> None:
    book = extracts.book()
    assert (book.status, book.refused_for) == ("quarantined", reason), book.reason
    for words in said:
        assert words in book.reason
    kept = extracts.home / "quarantine/shop/item" / f"{book.load_id}.bytes"
    assert kept.read_bytes() == (extracts.company / book.path).read_bytes()
    assert extracts.items() == []


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [
        (b"", "empty file", "0 bytes"),
        (b"\xef\xbb\xbf", "empty file", "byte order mark"),
        ((SAMPLES / "nasty_html_as_csv.csv").read_bytes(), "web page instead of data", "line 1"),
        (b"%PDF-1.7\n1 0 obj\n", "no table", "a PDF document"),
        (
            (HEADER + '\r\n1,"珈琲",550,2024-04-01\r\n2,"途中で切れ').encode(),
            "cut inside quotes",
            "row 3 opens a quote",
        ),
        (
            (HEADER + "\r\n1,珈琲,550,2024-04-01\r\n2,マグ,1100,2024-0").encode(),
            "cut in the last row",
            "row 3, the last",
        ),
        ((HEADER[:-1]).encode(), "cut in the last row", "no line end"),
        ((SAMPLES / "nasty_semicolon.csv").read_bytes(), "missing required column", "splits at"),
        (
            "商品ID,価格,価格\r\n1,2,3\r\n".encode(),
            "duplicate header",
            "`価格` twice (fields 2 and 3)",
        ),
        ("商品ID,商品名,品名\r\n1,2,3\r\n".encode(), "duplicate header", "both of which"),
        ("品番,商品名\r\n1,2\r\n".encode(), "missing required column", "`商品ID`"),
        (
            "商品ＩＤ番号,商品名\r\n1,2\r\n".encode(),
            "missing required column",
            "the likeliest is `商品ＩＤ番号`",
        ),
        (
            (HEADER + "\r\n1,珈琲,550,2024-04-01\r\n").encode()
            + "2,マグ,1,2024-04-02\r\n".encode("cp932"),
            "encoding",
            "not utf-8 (line 3, byte 0x83)",
        ),
        (b"\0" * 10_000, "encoding", "10,000 of 10,000 bytes are NULs"),
        # The second letter would be read as P.
        ("ID,\u5000\r\n".encode("utf-16-le"), "encoding", "UTF-16 without a mark"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_file_is_refused_with_its_reason(
    extracts: Extracts, content: bytes, reason: str, said: str
) -> None:
    extracts.put("2026-03-27/item.csv", content)
    assert_refused(extracts, reason, said, "drops/2026-03-27/item.csv")


def test_a_header_without_rows_is_an_answer_unless_the_contract_says_no(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows())
    assert (extracts.book().status, extracts.items()) == ("landed", [])
    extracts.contract("load, value: {mode: full_snapshot, allow_empty: false}")
    assert_refused(extracts, "no rows", "deletes nothing")


def test_a_truncated_gz_is_refused(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv.gz", (SAMPLES / "nasty_truncated.csv.gz").read_bytes())
    assert_refused(extracts, "container broken")


def test_gz_and_zip_with_one_member_are_unpacked(extracts: Extracts) -> None:
    text = extracts.rows(*GOOD).encode()
    extracts.put("2026-03-27/item.csv.gz", gzip.compress(text, mtime=0))
    archive = extracts.put("2026-03-28/other.csv.zip", b"")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("__MACOSX/._x.csv", b"x")
        packed.writestr("x.csv", extracts.rows("3,皿,1,2024-04-03").encode())
    extracts.land()
    assert [row[0] for row in extracts.items()] == ["1", "2", "3"]


def test_a_zip_bomb_is_refused_before_it_fills_the_disk(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagster_project.landing.allowance.SMALLEST_LIMIT", 1 << 20)
    extracts.put("2026-03-27/item.csv.gz", gzip.compress(b"0" * (8 << 20), mtime=0))
    assert_refused(extracts, "unpacks to too much")
    assert not list((extracts.home / "landing").rglob("*.parquet"))


def test_a_row_longer_than_the_parser_reads_is_refused(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1," + "x" * 2_100_000 + ",1,2024-04-01"))
    assert_refused(extracts, "row too long")


def test_ragged_rows_are_quarantined_and_the_others_keep_their_numbers(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item.csv",
        extracts.rows(
            "1,珈琲,550,2024-04-01",
            "2,短い",
            '3,"二行\r\nの名",10,2024-04-03',
            "4,長い,10,2024-04-04,余り",
            "5,空の余り,10,2024-04-05,",
            '6,"引用"の後,10,2024-04-06',
            "7,皿,10,2024-04-07",
        ),
    )
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.rows_quarantined) == (7, 3, 4)
    assert extracts.items("item_id, source_row_number") == [("1", 2), ("3", 4), ("7", 8)]
    assert [(row[0], row[1]) for row in extracts.quarantined_rows()] == [
        (3, "2,短い"),
        (5, "4,長い,10,2024-04-04,余り"),
        (6, "5,空の余り,10,2024-04-05,"),
        (7, '6,"引用"の後,10,2024-04-06'),
    ]


def test_a_row_that_a_comma_shifted_is_seen_by_its_empty_last_field(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01", "2,b,c,1,"))
    extracts.put("2026-03-28/item.csv", extracts.rows("1,a,1,2024-04-01", "3,b,1,,"))
    assert [book.rows_quarantined for book in extracts.land().books] == [1, 1]
    assert [row[1] for row in extracts.quarantined_rows()] == ["2,b,c,1,", "3,b,1,,"]


def test_a_stray_quote_costs_its_row_and_not_the_rows_around_it(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item.csv",
        extracts.rows(
            '1,24"の画面,1,2024-04-01',
            "2,a,1,2024-04-01",
            '3,32""型",1,2024-04-01',
            '4,"二行""\r\nの名",1,2024-04-01',
            '5, "空白の後" ,1,2024-04-01',
        ),
    )
    assert extracts.items("item_id") == []
    assert extracts.book().quarantine_reasons == {"a quote within a field that is not quoted": 3}
    assert extracts.items("item_id, source_row_number") == [("2", 3), ("4", 5)]


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item.csv", extracts.rows("1,a,1", "2,b,2,2024-04-01,x", "3,c,3,2024-04-01")
    )
    assert extracts.book().rows_quarantined == 2
    assert extracts.items("item_id, source_row_number") == [("3", 4)]


def test_unreadable_cells_refuse_their_row_or_are_flagged_and_kept(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item.csv",
        extracts.rows(
            "1,珈琲,高い,2024-04-01",
            "1.23457E+11,マグ,1,2024-04-01",
            ",名無し,1,2024-04-01",
            "4,皿,\\-1,2024-02-30",
        ),
    )
    assert extracts.book().repaired == {"sold_on:unreadable": 1}
    assert extracts.items("item_id, price, sold_on, flags, extra") == [
        ("4", "-1", None, "sold_on:unreadable", '{"sold_on":"2024-02-30"}')
    ]
    assert extracts.quarantined_rows() == [
        (2, "1,珈琲,高い,2024-04-01", "no readable number", "price"),
        (3, "1.23457E+11,マグ,1,2024-04-01", "digits lost in scientific notation", "item_id"),
        (4, ",名無し,1,2024-04-01", "required value missing", "item_id"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings_and_line_ends_do_not_matter(extracts: Extracts, encoding: str, end: str) -> None:
    text = extracts.rows('1,"㈱①髙﨑,\n珈琲",550,2024-04-01', GOOD[1], end=end)
    extracts.put("2026-03-27/item.csv", text, encoding=encoding)
    assert extracts.items() == []
    assert extracts.book().rows_landed == 2
    assert extracts.items()[0] == ("1", "㈱①髙﨑,\n珈琲", "550", "2024-04-01")


def test_mixed_line_ends_and_blank_lines_are_rows_and_not_data(extracts: Extracts) -> None:
    extracts.put(
        "2026-03-27/item.csv",
        f"{HEADER}\r\n1,a,1,2024-04-01\n\n2,b,2,2024-04-02\r3,c,3,2024-04-03\r\n\r\n",
    )
    book = extracts.book()
    assert (book.rows_in, book.rows_landed, book.not_data_reasons) == (5, 3, {"blank line": 2})
    assert extracts.items("item_id, source_row_number") == [("1", 2), ("2", 4), ("3", 5)]


def test_rows_that_the_contract_calls_not_data_are_counted_apart(extracts: Extracts) -> None:
    total, footer = "{name: total, where: item_id = '合計'}", "{name: footer, line: ^作成者}"
    extracts.contract(f"row_filters, value: [{total}, {footer}]")
    extracts.put(
        "2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01", "合計,,1,", "作成者: 誰か")
    )
    book = extracts.book()
    assert (book.rows_landed, book.rows_quarantined) == (1, 0)
    assert book.not_data_reasons == {"footer": 1, "total": 1}
    assert extracts.items("item_id, source_row_number") == [("1", 2)]


def test_the_landing_and_the_quarantine_are_for_the_owner_only(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01", "短い"))
    extracts.put("2026-03-27/other.csv", b"")
    extracts.land()
    for path in (extracts.home / "quarantine", extracts.home / "landing"):
        for each in path.rglob("*"):
            mode = stat.S_IMODE(each.stat().st_mode)
            assert mode == (0o700 if each.is_dir() else 0o600), each


def test_sidecars_are_believed(extracts: Extracts) -> None:
    file = extracts.put("2026-03-27/item.csv", extracts.rows(*GOOD))
    beside = Path(f"{file}.rows")
    beside.write_text("3")
    assert_refused(extracts, "row count differs", "says 3, the file has 2")


def test_a_wrong_checksum_is_refused(extracts: Extracts) -> None:
    file = extracts.put("2026-03-27/item.csv", extracts.rows(*GOOD))
    Path(f"{file}.sha256").write_text(f"{'0' * 64}  item.csv")
    assert_refused(extracts, "checksum differs")


def test_a_file_waits_for_its_done_marker(extracts: Extracts) -> None:
    extracts.contract("integrity, value: {done_marker: true}")
    file = extracts.put("2026-03-27/item.csv", extracts.rows(*GOOD))
    assert extracts.book().status == "waiting"
    Path(f"{file}.done").touch()
    assert extracts.book().status == "landed"


def test_a_file_that_changes_while_it_is_read_waits(
    extracts: Extracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster_project.landing import intake

    file = extracts.put("2026-03-27/item.csv", extracts.rows(*GOOD))
    parse = intake.parse

    def parse_while_it_grows(*said: object) -> object:
        with file.open("a") as stream:
            stream.write("3,皿,1,2024-04-03\r\n")
        return parse(*said)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "parse", parse_while_it_grows)
    assert extracts.book().status == "waiting"
    assert extracts.items() == []
    monkeypatch.undo()
    assert extracts.book().rows_landed == 3


def test_glob_marks_and_quotes_in_names_are_only_letters(extracts: Extracts) -> None:
    extracts.put("2026-03-27/it'em [1]*.csv", extracts.rows(*GOOD))
    assert extracts.book().rows_landed == 2
    assert len(extracts.items()) == 2


def test_formulas_and_sql_in_cells_stay_text(extracts: Extracts) -> None:
    names = ("=HYPERLINK(1)", "'; drop table item; --", "#1", "\\N", "NULL")
    extracts.put(
        "2026-03-27/item.csv",
        extracts.rows(*(f"{n},{x},1,2024-04-01" for n, x in enumerate(names))),
    )
    assert extracts.book().rows_landed == 5
    assert [row[1] for row in extracts.items()] == list(names)


MESSY = """\
apiVersion: v3.1.0
kind: DataContract
id: sales-item-csv
version: "1.0.0"
status: active
schema:
  - name: item
    properties:
      - name: member_code
        physicalName: 会員コード
        customProperties: [{property: kind, value: code}]
      - {name: birth_on, physicalName: 生年月日, logicalType: date}
      - {name: joined_on, physicalName: 入会日, logicalType: date}
      - name: visited_on
        physicalName: 会計日
        logicalType: date
        customProperties: [{property: formats, value: [japanese, excel_serial]}]
      - name: jan
        physicalName: JAN
        customProperties: [{property: kind, value: code}]
      - name: phone
        physicalName: 電話番号
        customProperties: [{property: kind, value: phone}, {property: repair, value: jp_mobile}]
      - {name: amount, physicalName: 金額, logicalType: number}
customProperties:
  - {property: encodings, value: [utf-8, cp932]}
"""


def test_a_sheet_that_went_through_a_spreadsheet_is_read_where_it_can_be(
    extracts: Extracts,
) -> None:
    extracts.contract(text=MESSY)
    extracts.put("2026-03-27/item.csv", (SAMPLES / "nasty_eras_serial_sci.csv").read_bytes())
    book = extracts.book()
    assert (book.encoding, book.rows_in, book.rows_landed) == ("cp932", 4, 2)
    assert [(row[0], row[3]) for row in extracts.quarantined_rows()] == [
        (2, "jan"),
        (3, "member_code"),
    ]
    unread = "joined_on:unreadable,visited_on:unreadable"
    assert extracts.items("member_code, birth_on, joined_on, visited_on, phone, amount, flags") == [
        (
            "00000001",
            "2019-05-01",
            "1989-01-07",
            "2024-04-01",
            "０９０１２３４５６７８",
            "-1234",
            None,
        ),
        (None, "1873-01-01", None, None, "+81 90-1234-5678", "-1234", unread),
    ]
