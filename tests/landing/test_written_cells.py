"""Cells as tills, shops and spreadsheets write them, through the whole landing."""

from __future__ import annotations

from tests.landing.extracts import Extracts
from tests.landing.layouts import agree, column


def test_a_day_and_a_time_of_day_make_one_moment(extracts: Extracts) -> None:
    agree(
        extracts,
        column("receipt_no", "取引No"),
        column("sold_on", "会計日", logicalType="date"),
        column("sold_time", "会計時間"),
        column(
            "sold_at", logicalType="timestamp", combine={"date": "sold_on", "time": "sold_time"}
        ),
        carry_forward={"key": "receipt_no", "columns": ["sold_on", "sold_time"]},
        timezone="Asia/Tokyo",
    )
    extracts.put(
        "2026-03-27/lines.csv",
        "取引No,会計日,会計時間\r\nR1,2026/3/26,10:05\r\nR1,,\r\nR2,R8.3.26,2:30:00 PM\r\n"
        "R3,2026/03/26,\r\nR4,いつか,10:00\r\n",
    )
    assert extracts.book().repaired == {
        "sold_at:no_time": 1,
        "sold_at:unreadable": 1,
        "sold_on:unreadable": 1,
    }
    assert [row[0] for row in extracts.items("sold_at")] == [
        "2026-03-26 01:05:00.000000",
        "2026-03-26 01:05:00.000000",
        "2026-03-26 05:30:00.000000",
        "2026-03-25 15:00:00.000000",
        None,
    ]


def test_each_row_can_say_its_own_time_zone(extracts: Extracts) -> None:
    agree(
        extracts,
        column("sold_at", "At", logicalType="timestamp", time_basis="column:zone"),
        column("zone", "Time Zone"),
    )
    extracts.put(
        "2026-03-27/items.csv",
        'At,Time Zone\n2026-07-18 12:59:30,"Osaka, Sapporo, Tokyo"\n'
        "2026-07-18 12:59:30,Eastern Time (US & Canada)\n2026-07-18 12:59:30,Asia/Tokyo\n"
        "2026-07-18 12:59:30,Moon\n2026-07-18 12:59:30,\n",
    )
    assert extracts.book().repaired == {"sold_at:unreadable": 2}
    assert extracts.items("sold_at, tz_basis") == [
        ("2026-07-18 03:59:30.000000", "column:zone"),
        ("2026-07-18 16:59:30.000000", "column:zone"),
        ("2026-07-18 03:59:30.000000", "column:zone"),
        (None, "column:zone"),
        (None, "column:zone"),
    ]


def test_numbers_are_days_only_where_the_contract_says_so(extracts: Extracts) -> None:
    agree(
        extracts,
        column("a", "a", logicalType="date", excel_serial=True),
        column("b", "b", logicalType="date"),
        column("c", "c", logicalType="timestamp", excel_serial=True, time_basis="utc"),
    )
    extracts.put(
        "2026-03-27/item.csv", "a,b,c\n45383,45383,45383.5\n2024/4/1,2024/4/1,2024/4/1 9:00\n"
    )
    extracts.book()
    assert extracts.items("a, b, c") == [
        ("2024-04-01", None, "2024-04-01 12:00:00.000000"),
        ("2024-04-01", "2024-04-01", "2024-04-01 09:00:00.000000"),
    ]


def test_a_guard_against_spreadsheets_is_taken_off_quoted_or_bare(extracts: Extracts) -> None:
    agree(
        extracts,
        column("code", "code", kind="code"),
        column("name", "name"),
        column("n", "n", logicalType="integer"),
    )
    for day, lines in (
        ("2026-03-27", '"=""00012""",=SUM(A1),"=""3"""\r\n"=""""",髙,4\r\n'),
        ("2026-03-28", '="00012",=SUM(A1),="3"\r\n="",髙,4\r\n'),
    ):
        extracts.put(f"{day}/item.csv", f"code,name,n\r\n{lines}")
    first, second = extracts.land().books
    assert (first.rows_landed, second.rows_landed) == (2, 2)
    wanted = [("00012", "=SUM(A1)", "3"), (None, "髙", "4")]
    assert extracts.items("code, name, n") == [*wanted, *wanted]


def test_digits_lost_to_a_spreadsheet_refuse_the_row_and_lost_zeros_are_flagged(
    extracts: Extracts,
) -> None:
    agree(
        extracts,
        column("jan", "JAN", kind="code"),
        column("phone", "携帯", kind="phone", repair="jp_mobile"),
    )
    extracts.put(
        "2026-03-27/item.csv",
        "JAN,携帯\r\n4.90123E+12,09012345678\r\n4901234567894,9012345678\r\n1,8.01234E+9\r\n",
    )
    book = extracts.book()
    assert book.quarantine_reasons == {"digits lost in scientific notation": 2}
    assert extracts.items("jan, phone, flags") == [
        ("4901234567894", "09012345678", "phone:repaired")
    ]
