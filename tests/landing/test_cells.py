"""Each reading of a cell, as a table of what a file may say and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.contracts import Column
from dagster_project.landing.look import connect
from dagster_project.landing.moments import readings_of


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(tmp_path_factory.mktemp("work"))
    yield connection
    connection.close()


def read(con: duckdb.DuckDBPyConnection, macro: str, text: str) -> str | None:
    row = con.execute(f"select cast({macro}(?) as varchar)", [text]).fetchone()
    assert row is not None
    return None if row[0] is None else str(row[0])


ERAS = {
    "令和6年4月1日": "2024-04-01",
    "令和元年5月1日": "2019-05-01",
    "令和元年4月30日": None,
    "㋿6年4月1日": "2024-04-01",
    "R6.4.1": "2024-04-01",
    "Ｒ６．４．１": "2024-04-01",
    "r6.4.1": "2024-04-01",
    "R0.1.1": None,
    "R6.13.1": None,
    "R6.4": None,
    "H31/4/30": "2019-04-30",
    "H31/5/1": None,
    "平成31年5月1日": None,
    "平成1年1月8日": "1989-01-08",
    "S64.1.7": "1989-01-07",
    "S64.1.8": None,
    "昭和55年3月1日": "1980-03-01",
    "昭和元年12月25日": "1926-12-25",
    "T15.12.25": "1926-12-25",
    "T1.7.29": None,
    "大正1年7月30日": "1912-07-30",
    "M45.7.30": "1912-07-30",
    "M6.1.1": "1873-01-01",
    "明治5年12月2日": None,
    "A6.1.1": None,
}
DATES = {
    ("date_iso", "2024-04-01"): "2024-04-01",
    ("date_iso", "2024-4-1"): "2024-04-01",
    ("date_iso", "2024-02-30"): None,
    ("date_iso", "2024-04-01 00:00:00"): "2024-04-01",
    ("date_iso", "2024-04-01 10:00:00"): None,
    ("date_iso", "0000-00-00"): None,
    ("date_iso", "epoch"): None,
    ("date_iso", "infinity"): None,
    ("date_iso", "2024-0"): None,
    ("date_slash", "2018/12/1"): "2018-12-01",
    ("date_slash", "2018.12.1"): "2018-12-01",
    ("date_slash", "1/12/2018"): None,
    ("date_compact", "20240401"): "2024-04-01",
    ("date_compact", "20240431"): None,
    ("date_japanese", "２０２４年４月１日"): "2024-04-01",
    ("date_excel_serial", "45383"): "2024-04-01",
    ("date_excel_serial", "45383.5"): "2024-04-01",
    ("date_excel_serial", "60"): None,
    ("date_excel_serial", "61"): "1900-03-01",
}
NUMBERS = {
    "1650": "1650",
    "-550": "-550",
    "0": "0",
    "007": "7",
    "1.50": "1.50",
    "1,650": "1650",
    "¥1,650": "1650",
    "￥１，２３４": "1234",
    "\\-1,234": "-1234",
    "-¥800": "-800",
    "¥-800": "-800",
    "(1,234)": "-1234",
    "(¥1,234)": "-1234",
    "△1,234": "-1234",
    "▲3": "-3",
    "−5": "-5",
    "12円": "12",
    "１２３４円": "1234",
    "$8.00": "8.00",
    "1,5": None,
    "1,23,4": None,
    "--5": None,
    "(-5)": None,
    "(5": None,
    "1e5": None,
    "1.23457E+11": None,
    "円": None,
    "abc": None,
    "1 234": None,
    "¥ 1,234": "1234",
    "1,234 円": "1234",
    "($8.00)": "-8.00",
    "-$8.00": "-8.00",
    "￥△１，２３４": "-1234",
    "1234567890123456": None,
    "NaN": None,
}
INTEGERS = {"120": "120", "1.0": "1", "1.5": None, "1,200": "1200", "3000000000": None, "-5": "-5"}
MOMENTS = {
    ("moment_naive", "2024-04-01 10:05:12"): "2024-04-01 10:05:12",
    ("moment_naive", "2024/4/1 9:05"): "2024-04-01 09:05:00",
    ("moment_naive", "2024-04-01T10:05:12.123456789"): "2024-04-01 10:05:12.123456",
    ("moment_naive", "2024-04-01"): "2024-04-01 00:00:00",
    ("moment_naive", "2024-04-01 10:65:00"): None,
    ("moment_naive", "2024-0"): None,
    ("moment_naive", "2024-04-01 10:0"): None,
    ("moment_offset", "2024-04-01T00:00:00.000Z"): "2024-04-01 00:00:00",
    ("moment_offset", "2026-05-14 11:23:45 +0100"): "2026-05-14 10:23:45",
    ("moment_offset", "2024-04-01T10:05:12+09:00"): "2024-04-01 01:05:12",
    ("moment_offset", "2019-07-12 09:50:36 UTC"): "2019-07-12 09:50:36",
    ("moment_offset", "2024-04-01 10:05:12"): None,
}
MOMENTS_BY_FORMAT = {
    (("us",), "8/22/2026"): "2026-08-22 00:00:00",
    (("us",), "04/01/2024 10:00:00 AM"): "2024-04-01 10:00:00",
    (("us",), "4/1/2024 12:01 PM"): "2024-04-01 12:01:00",
    (("us",), "4/1/2024 12:01 AM"): "2024-04-01 00:01:00",
    (("us",), "22/8/2026"): None,
    (("us",), "4/1/2024 13:01 PM"): None,
    (("us",), "4/1/2024 0:01 AM"): None,
    (("european",), "22/8/2026 9:05"): "2026-08-22 09:05:00",
    (("european",), "8/22/2026 9:05"): None,
    (("slash",), "2024/04/01 9:05:03"): "2024-04-01 09:05:03",
    (("slash",), "2024/04/01 午後 2:30:00"): "2024-04-01 14:30:00",
    (("slash",), "2024/04/01 午後0:30"): "2024-04-01 12:30:00",
    (("slash",), "2024/04/01 25:30:00"): None,
    (("slash",), "2024/04/01 10:60:00"): None,
    (("japanese",), "2024年4月1日 10時05分"): "2024-04-01 10:05:00",
    (("japanese",), "２０２４年４月１日 午前１０：０５"): "2024-04-01 10:05:00",
    (("wareki",), "R6.4.1 10:05:03"): "2024-04-01 10:05:03",
    (("english",), "Apr 2, 2024 11:00:00 PM"): "2024-04-02 23:00:00",
    (("english",), "2-April-2024 9:00"): "2024-04-02 09:00:00",
    (("english",), "Foo 2, 2024"): None,
    (("excel_serial",), "45383.5"): "2024-04-01 12:00:00",
    (("excel_serial",), "45383.378506944446"): "2024-04-01 09:05:03",
    (("iso",), "45383.5"): None,
    (("iso",), "2024-04-01"): "2024-04-01 00:00:00",
}
MOMENTS_WITH_OFFSET = {
    (("slash",), "2024/04/01 10:00:00 午前 GMT+9"): "2024-04-01 01:00:00",
    (("slash",), "2024/04/01 0:30:00 午前 GMT+9"): "2024-03-31 15:30:00",
    (("slash",), "2024/04/01 10:00:00 JST+9"): None,
    (("english",), "Apr 02, 2024 11:00:00 AM JST"): "2024-04-02 02:00:00",
    (("iso",), "2024-04-01 10:00:00 -03:30"): "2024-04-01 13:30:00",
    (("iso",), "2019-07-12 09:50:36 UTC"): "2019-07-12 09:50:36",
    (("epoch_seconds",), "1711933200"): "2024-04-01 01:00:00",
    (("epoch_seconds",), "1711933200.25"): "2024-04-01 01:00:00.25",
    (("epoch_seconds",), "1711933200000"): None,
    (("epoch_milliseconds",), "1711933200123"): "2024-04-01 01:00:00.123",
    (("epoch_microseconds",), "1711933200123456"): "2024-04-01 01:00:00.123456",
    (("epoch_milliseconds",), "1711933200"): None,
}
GUARDS = {
    '="00012"': "00012",
    '=""': None,
    '=HYPERLINK("x")': '=HYPERLINK("x")',
    '="a"&"b"': '="a"&"b"',
    "=SUM(A1)": "=SUM(A1)",
    "00012": "00012",
}
LOST_DIGITS = {"1.23457E+11": "true", "9E+5": "true", "4.9e+12": "true", "+81 90": "false"}


@pytest.mark.parametrize(("text", "day"), ERAS.items())
def test_an_era_date_is_read_within_its_era_only(
    con: duckdb.DuckDBPyConnection, text: str, day: str | None
) -> None:
    assert read(con, "date_wareki", text) == day


@pytest.mark.parametrize(("said", "day"), DATES.items())
def test_a_date_is_read_in_its_declared_way_only(
    con: duckdb.DuckDBPyConnection, said: tuple[str, str], day: str | None
) -> None:
    assert read(con, *said) == day


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_money_is_read_whatever_its_marks_and_never_guessed(
    con: duckdb.DuckDBPyConnection, text: str, number: str | None
) -> None:
    assert read(con, "number_text", text) == number


@pytest.mark.parametrize(("text", "number"), INTEGERS.items())
def test_a_count_is_whole_and_fits(
    con: duckdb.DuckDBPyConnection, text: str, number: str | None
) -> None:
    assert read(con, "integer_text", text) == number


@pytest.mark.parametrize(("said", "moment"), MOMENTS.items())
def test_a_moment_is_read_with_or_without_its_offset(
    con: duckdb.DuckDBPyConnection, said: tuple[str, str], moment: str | None
) -> None:
    assert read(con, *said) == moment


@pytest.mark.parametrize(("said", "moment"), MOMENTS_BY_FORMAT.items())
def test_a_moment_is_read_in_its_declared_way_only(
    con: duckdb.DuckDBPyConnection, said: tuple[tuple[str, ...], str], moment: str | None
) -> None:
    naive, offset = _declared(con, *said)
    assert (naive, offset) == (moment, None)


@pytest.mark.parametrize(("said", "moment"), MOMENTS_WITH_OFFSET.items())
def test_a_declared_moment_with_an_offset_is_utc(
    con: duckdb.DuckDBPyConnection, said: tuple[tuple[str, ...], str], moment: str | None
) -> None:
    naive, offset = _declared(con, *said)
    assert (naive, offset) == (None, moment)


def _declared(
    con: duckdb.DuckDBPyConnection, formats: tuple[str, ...], text: str
) -> tuple[str | None, str | None]:
    column = Column("at", "at", "timestamp", formats=formats)
    naive, offset = readings_of(column, '"r:at"')
    row = con.execute(
        f'select cast({naive} as varchar), cast({offset} as varchar) from (select ? as "r:at")',
        [text],
    ).fetchone()
    assert row is not None
    return row[0], row[1]


@pytest.mark.parametrize(("text", "cell"), GUARDS.items())
def test_a_guarded_number_is_freed_and_no_formula_is(
    con: duckdb.DuckDBPyConnection, text: str, cell: str | None
) -> None:
    assert read(con, "unguarded", text) == cell


@pytest.mark.parametrize(("text", "lost"), LOST_DIGITS.items())
def test_scientific_notation_is_seen(con: duckdb.DuckDBPyConnection, text: str, lost: str) -> None:
    assert read(con, "is_scientific", text) == lost


def test_the_readings_stand_in_the_package() -> None:
    assert (Path(__file__).parents[2] / "dagster_project/landing/readings.sql").is_file()
