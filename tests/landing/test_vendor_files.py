"""What the four vendors' own files become, cell by cell where it matters."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.landing import Book, land, register
from dagster_project.settings import Settings
from tests.landing.extracts import SAMPLES


class Landed:
    """One sample file, landed under its contract."""

    def __init__(
        self, root: Path, contract: str, sample: str, as_name: str, more: str = ""
    ) -> None:
        drop = root / "company" / "2026-03-27"
        drop.mkdir(parents=True)
        shutil.copy(SAMPLES / sample, drop / as_name)
        (root / "company/sources.yaml").write_text(
            f"sources:\n  - {{name: it, contract: {contract}, path: '*/{as_name}'{more}}}\n"
        )
        self.settings = Settings(root / "home", root / "company")
        (self.book,) = land(self.settings).books
        self.con = duckdb.connect()
        register(self.con, self.settings)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()


def assert_all_landed(book: Book, rows: int) -> None:
    assert (book.status, book.rows_in, book.rows_landed) == ("landed", rows, rows)


def test_salesforce_contacts_keep_case_line_ends_and_utc(tmp_path: Path) -> None:
    contacts = Landed(
        tmp_path, "salesforce/contact@bulk2", "salesforce_bulk2_contact.csv", "contact.csv"
    )
    assert_all_landed(contacts.book, 2)
    assert contacts.rows(
        "select id, is_deleted, mailing_street, created_date, tz_basis, source_row_number "
        "from salesforce.contact order by source_row_number"
    ) == [
        (
            "0035g00000AbCdEAAV",
            "false",
            "東京都千代田区\n1-1-1",
            "2024-03-31 15:00:00.000000",
            "utc",
            2,
        ),
        ("0035g00000AbCdeAAV", "true", None, "2024-03-01 00:00:00.000000", "utc", 3),
    ]


def test_a_nul_in_a_salesforce_stream_is_stripped(tmp_path: Path) -> None:
    plain = (SAMPLES / "salesforce_bulk2_contact.csv").read_bytes()
    broken = tmp_path / "nul.csv"
    broken.write_bytes(plain.replace(b'Modstamp"\n', b'Modstamp"\n\x00', 1))
    contacts = Landed(tmp_path, "salesforce/contact@bulk2", str(broken), "contact.csv")
    assert_all_landed(contacts.book, 2)
    assert contacts.rows("select min(id) from salesforce.contact") == [("0035g00000AbCdEAAV",)]


@pytest.mark.parametrize("delimiter", [";", "|", "\t", "^"])
def test_salesforce_may_delimit_as_its_job_said(tmp_path: Path, delimiter: str) -> None:
    plain = (SAMPLES / "salesforce_bulk2_contact.csv").read_text("utf-8")
    other = tmp_path / "other.csv"
    other.write_text(plain.replace('","', f'"{delimiter}"'), "utf-8", newline="")
    contacts = Landed(tmp_path, "salesforce/contact@bulk2", str(other), "contact.csv")
    assert_all_landed(contacts.book, 2)


def test_marketo_null_is_no_value_and_null_a_surname(tmp_path: Path) -> None:
    leads = Landed(tmp_path, "marketo/lead@bulk", "marketo_bulk_leads.csv", "leads.csv")
    assert_all_landed(leads.book, 2)
    assert leads.rows(
        "select email, first_name, last_name, unsubscribed, email_invalid, created_at "
        "from marketo.lead where id = '102'"
    ) == [(None, None, "Null", "true", None, "2024-04-01 00:00:00.000000")]


def test_marketo_activities_lose_their_nuls_and_keep_doubles(tmp_path: Path) -> None:
    activities = Landed(
        tmp_path, "marketo/activity@bulk", "marketo_bulk_activities_nul_cr.csv", "activities.csv"
    )
    assert_all_landed(activities.book, 3)
    assert activities.rows(
        "select marketo_guid, campaign_id, primary_attribute_value from marketo.activity "
        "order by source_row_number"
    ) == [
        ("783957693", "8497", "News,April"),
        ("783957694", None, "News\rApril"),
        ("783957694", None, "News\rApril"),
    ]


def test_smaregi_members_are_found_under_their_legends(tmp_path: Path) -> None:
    members = Landed(tmp_path, "smaregi/member@csv", "smaregi_kaiin_utf8bom.csv", "kaiin.csv")
    assert_all_landed(members.book, 3)
    assert members.book.repaired == {"mobile_phone:repaired": 1}
    assert members.rows(
        "select member_code, mobile_phone, sex, birth_date, joined_on, last_visited_at, status, "
        "flags, extra from smaregi.member order by source_row_number"
    ) == [
        (
            "00012345",
            "09012345678",
            "1",
            "1980-02-29",
            "2019-05-01",
            "2024-04-01 01:05:12.000000",
            "0",
            None,
            None,
        ),
        (
            "00099999",
            "09087654321",
            "2",
            "1980-03-01",
            "2018-12-01",
            None,
            "3",
            "mobile_phone:repaired",
            '{"mobile_phone":"9087654321"}',
        ),
        ("00012346", "090-1234-5678", "0", None, None, None, "4", None, None),
    ]


def test_smaregi_lines_keep_leading_zeros_and_become_utc(tmp_path: Path) -> None:
    lines = Landed(
        tmp_path, "smaregi/transaction_line@csv", "smaregi_torihiki_meisai_utf8bom.csv", "l.csv"
    )
    assert_all_landed(lines.book, 6)
    assert lines.rows(
        "select product_code, transacted_at, quantity, amount, reversal_type "
        "from smaregi.transaction_line where transaction_id in ('900001', '900004') "
        "order by source_row_number"
    ) == [
        ("4901234567894", "2024-04-01 01:05:12.000000", "1", "550", "0"),
        ("0490000000017", "2024-04-01 01:05:12.000000", "1", "1100", "0"),
        ("4901234567894", "2024-04-02 00:00:00.000000", "-1", "-550", "2"),
    ]


def test_a_negative_quantity_that_is_no_return_is_quarantined(tmp_path: Path) -> None:
    plain = (SAMPLES / "smaregi_torihiki_meisai_utf8bom.csv").read_text("utf-8")
    poisoned = tmp_path / "poisoned.csv"
    poisoned.write_text(plain.replace(",550,550,0,,1,550,", ",550,550,0,,-1,550,", 1), newline="")
    lines = Landed(tmp_path, "smaregi/transaction_line@csv", str(poisoned), "l.csv")
    assert (lines.book.rows_in, lines.book.rows_landed) == (6, 5)
    assert lines.book.quarantine_reasons == {
        "negative quantity on a line that is neither a return nor a reversal": 1
    }


SURVEY = ", survey: {name: 満足度調査, kind: relationship}"


def test_qualtrics_sheets_are_keyed_by_import_id(tmp_path: Path) -> None:
    sheets = Landed(
        tmp_path, "qualtrics/response@v3", "qualtrics_v3_ja_nps.csv", "SV_abc_1.csv", SURVEY
    )
    assert_all_landed(sheets.book, 3)
    assert sheets.rows(
        "select response_id, status, finished, recorded_at, member_code, survey_id, survey_name, "
        "tz_basis, source_row_number from qualtrics.response order by source_row_number"
    ) == [
        (
            "R_2YPOQ602ER1jkf1",
            "0",
            "true",
            "2024-04-01 01:02:01.000000",
            "00012345",
            "SV_abc",
            "満足度調査",
            "header:Asia/Tokyo",
            4,
        ),
        (
            "R_1preview",
            "1",
            "true",
            "2024-04-01 02:00:31.000000",
            None,
            "SV_abc",
            "満足度調査",
            "header:Asia/Tokyo",
            5,
        ),
        (
            "R_3partial",
            "0",
            "false",
            "2024-04-09 00:00:01.000000",
            None,
            "SV_abc",
            "満足度調査",
            "header:Asia/Tokyo",
            6,
        ),
    ]


def test_qualtrics_answers_are_rows_and_minus_99_is_none(tmp_path: Path) -> None:
    sheets = Landed(
        tmp_path, "qualtrics/response@v3", "qualtrics_v3_ja_nps.csv", "SV_abc.csv", SURVEY
    )
    assert sheets.rows(
        "select response_id, question_key, question_tag, metric, scale_min, scale_max, "
        "higher_is_better, answer_value from qualtrics.answer where response_id <> 'R_1preview' "
        "order by source_row_number, question_key"
    ) == [
        ("R_2YPOQ602ER1jkf1", "QID1", "Q1", "nps", "0", "10", "true", "9"),
        ("R_2YPOQ602ER1jkf1", "QID2_1", "Q2_1", "csat", "1", "5", "true", "5"),
        ("R_2YPOQ602ER1jkf1", "QID2_2", "Q2_2", "csat", "1", "5", "true", "4"),
        (
            "R_2YPOQ602ER1jkf1",
            "QID3_TEXT",
            "Q3",
            "text",
            None,
            None,
            None,
            '良かった、\n"また"利用します',
        ),
        ("R_3partial", "QID2_1", "Q2_1", "csat", "1", "5", "true", "3"),
    ]


def test_what_the_company_says_of_a_question_goes_before_the_patterns(tmp_path: Path) -> None:
    said = (
        ", survey: {questions: {QID2_2: {metric: ces, scale: [1, 7], higher_is_better: false, "
        "touchpoint: 店頭}}}"
    )
    sheets = Landed(
        tmp_path, "qualtrics/response@v3", "qualtrics_v3_ja_nps.csv", "SV_abc.csv", said
    )
    assert sheets.rows(
        "select metric, scale_max, higher_is_better, touchpoint from qualtrics.answer "
        "where question_key = 'QID2_2'"
    ) == [("ces", "7", "false", "店頭")]


@pytest.mark.parametrize("score", ["11", "-1", "9.5", "九"])
def test_a_sheet_with_an_impossible_nps_is_quarantined(tmp_path: Path, score: str) -> None:
    plain = (SAMPLES / "qualtrics_v3_ja_nps.csv").read_text("utf-8")
    poisoned = tmp_path / "poisoned.csv"
    poisoned.write_text(plain.replace(",JA,3,9,5,", f",JA,3,{score},5,"), "utf-8", newline="")
    sheets = Landed(tmp_path, "qualtrics/response@v3", str(poisoned), "SV_abc.csv")
    assert sheets.book.quarantine_reasons == {"nps is no whole number from 0 to 10": 1}
    assert sheets.rows("select count(*) from qualtrics.answer where question_key = 'QID1'") == [
        (1,)
    ]
