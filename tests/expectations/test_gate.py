"""The verdict: a good night passes, and each thing that can go wrong refuses it by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.expectations import gate
from dagster_project.expectations.asking import Answers
from dagster_project.expectations.check import Check, Verdict
from dagster_project.expectations.declared import declared
from dagster_project.expectations.gate import unmet, verdict
from dagster_project.expectations.rules import suites
from dagster_project.release.durable import write_json
from dagster_project.release.manifest import sha256
from dagster_project.settings import Settings

from .conftest import FILES, HERE, change

SOURCES = """
sources:
  - name: pos
    contract: smaregi/transaction_line@csv
    path: pos.csv
    required: true
    fresh_within_days: 3
  - {name: crm, contract: salesforce/contact@bulk2, path: crm.csv}
"""


def book(**how: Any) -> dict[str, Any]:
    """A file of which every row was landed."""
    landed = {
        "source_system": "pos",
        "source_object": "transaction_line",
        "contract": "smaregi/transaction_line@csv",
        "path": "extracts/pos.csv",
        "sha256": "aa",
        "status": "landed",
        "reason": "",
        "rows_in": 1000,
        "rows_landed": 1000,
        "rows_quarantined": 0,
        "rows_not_data": 0,
        "quarantine_reasons": {},
    }
    return {**landed, **how}


@dataclass
class NightOf:
    """A night that the gate would let pass, to be changed in one thing."""

    folder: Path
    settings: Settings
    books: list[dict[str, Any]] = field(default_factory=lambda: [book()])
    missing: list[dict[str, Any]] = field(default_factory=list)
    unreachable: list[dict[str, Any]] = field(default_factory=list)
    how: dict[str, Any] = field(default_factory=lambda: {"today": date(2026, 4, 1)})

    def warehouse(self, statement: str) -> None:
        with duckdb.connect(str(self.settings.warehouse_file)) as con:
            con.execute(statement)

    def company(self, text: str) -> None:
        (self.settings.company_folder / "company.yaml").write_text(text)

    def asked(self) -> Verdict:
        return verdict(
            self.folder,
            settings=self.settings,
            warehouse_file=self.settings.warehouse_file,
            books={
                "books": self.books,
                "missing_required": self.missing,
                "unreachable": self.unreachable,
            },
            **self.how,
        )


@pytest.fixture
def night(release_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NightOf:
    """Great Expectations is left out: `test_suites` and one test below ask it."""
    monkeypatch.setattr(gate, "ask", lambda file, asked: Answers((), ()))
    company = tmp_path / "company"
    company.mkdir()
    (company / "sources.yaml").write_text(SOURCES)
    settings = Settings(home=tmp_path / "home", company_folder=company)
    settings.warehouse_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute((HERE / "good_warehouse.sql").read_text("utf-8"))
    lineage = {
        "tables": {"kpi_value": {"models": [], "sources": ["smaregi.transaction_line"]}},
        "source_files": {"smaregi.transaction_line": ["extracts/pos.csv"]},
    }
    write_json(release_folder / "evidence" / "lineage.json", lineage)
    return NightOf(release_folder, settings)


def previous(night: NightOf, *statements: str, as_of: str = "2026-02-28", rows: int = 0) -> None:
    """A current release like the candidate, but for what the statements change."""
    folder = night.folder.parent / "previous"
    folder.mkdir()
    with duckdb.connect(str(folder / "marts.duckdb")) as con:
        con.execute((HERE / "good_release.sql").read_text("utf-8"))
        for statement in statements:
            con.execute(statement)
    tables = {"kpi_value": {"rows": 11}, "touchpoint": {"rows": rows}}
    content = {"as_of_on": as_of, "tables": tables, "inputs": []}
    write_json(folder / "evidence" / "manifest.json", content)
    night.how["previous_release"] = folder


LAST_MONTH = "update kpi_value set period_start_on = '2026-02-01', period_end_on = '2026-02-28'"


def broken(night: NightOf) -> dict[str, Check]:
    return {check.rule: check for check in night.asked().broken}


def test_a_good_night_passes_and_every_rule_was_asked(night: NightOf) -> None:
    given = night.asked()
    assert [each.sentence() for each in given.checks if not each.passed] == []
    assert given.publishable
    assert {each.rule for each in given.checks} == set(declared())
    written = json.loads((night.folder / "evidence" / "checks.json").read_text("utf-8"))
    assert [each["rule"] for each in written] == [each.rule for each in given.checks]
    assert given.summary()["checked"] == {
        name: sha256(night.folder / name) for name in FILES.values()
    }


def test_the_suites_are_part_of_the_verdict(
    night: NightOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    change(
        night.folder, "bi", "update kpi_value set value = 110, ci_high = 120 where kpi_id = 'nps'"
    )
    given = night.asked()
    assert len(given.checks) == len(declared()) + sum(len(suite.rules) for suite in suites())
    assert [each.rule for each in given.broken] == ["nps_is_between_minus_100_and_100"]
    # Where to look: the files behind the table that no release has seen yet.
    assert given.broken[0].files == ("extracts/pos.csv",)
    assert unmet(night.folder / "marts.duckdb") == [
        "NPS lies between -100 and 100. Found: 1 rows break it"
    ]


Spoil = Callable[[NightOf], object]

REFUSED: dict[str, tuple[str, str, Spoil]] = {
    "a row is unaccounted for": (
        "books_balance",
        "extracts/pos.csv: 1,000 rows in, 999 landed",
        lambda night: night.books.append(book(rows_landed=999)),
    ),
    "a required extract is missing": (
        "required_extracts_are_present",
        "pos: no file fits pos_*.csv",
        lambda night: night.missing.append({"source_system": "pos", "path": "pos_*.csv"}),
    ),
    "the place of a required extract does not answer": (
        "required_extracts_are_present",
        "pos: s3://drops has no such bucket",
        lambda night: night.missing.append(
            {"source_system": "pos", "path": "x", "reason": "s3://drops has no such bucket"}
        ),
    ),
    "a required file is truncated": (
        "required_files_are_readable",
        "extracts/pos.csv: line 12 ends within quotes",
        lambda night: night.books.append(
            book(
                status="quarantined", reason="line 12 ends within quotes", rows_in=0, rows_landed=0
            )
        ),
    ),
    "too many rows are set aside": (
        "quarantined_rows_are_few",
        "pos transaction_line: 30 of 2,000 rows (1.50%) (unreadable date 30)",
        lambda night: night.books.append(
            book(
                rows_landed=970,
                rows_quarantined=30,
                quarantine_reasons={"unreadable date": 30},
                path="extracts/pos2.csv",
            )
        ),
    ),
    "a source has not moved for days": (
        "required_extracts_are_fresh",
        "pos transaction_line ends on 2026-03-27, 4 days before 2026-03-31 (allowed: 3)",
        lambda night: night.warehouse(
            "update canonical.sale set business_date = '2026-03-27' "
            "where business_date = '2026-03-30'"
        ),
    ),
    "a source has no row at all": (
        "required_extracts_are_fresh",
        "pos transaction_line has no dated row",
        lambda night: night.warehouse("delete from canonical.sale"),
    ),
    "a date lies in the future": (
        "as_of_day_is_not_ahead_of_today",
        "the as-of day is 2099-01-01, today is 2026-04-01",
        lambda night: night.warehouse("update canonical.as_of set as_of_on = date '2099-01-01'"),
    ),
    "something was sold minus once": (
        "sold_lines_have_no_negative_quantity",
        "extracts/pos.csv: 1 lines, the first in row 7",
        lambda night: night.warehouse(
            "update canonical.sale_line set quantity = -2 where quantity = 2"
        ),
    ),
    "a customer is a crowd": (
        "no_customer_is_a_crowd",
        "11 records (allowed: 10)",
        lambda night: night.warehouse("update identity.run set largest_cluster = 11"),
    ),
    "a customer was born twice": (
        "customers_have_one_birth_date",
        "1 customers (allowed: 0)",
        lambda night: night.warehouse("update identity.run set clusters_with_two_birth_dates = 1"),
    ),
    "a customer has two member codes": (
        "customers_have_one_member_code",
        "2 customers (allowed: 0)",
        lambda night: night.warehouse("update identity.run set clusters_with_two_member_codes = 2"),
    ),
    "many ids changed": (
        "customer_ids_are_stable",
        "51 of 1,000 known records",
        lambda night: night.warehouse("update identity.run set ids_changed = 51"),
    ),
    "many records were merged": (
        "merges_of_a_night_are_few",
        "31 of 1,000 known records (allowed: 30)",
        lambda night: night.warehouse("update identity.run set records_merged = 31"),
    ),
    "many records were split off": (
        "splits_of_a_night_are_few",
        "11 of 1,000 known records (allowed: 10)",
        lambda night: night.warehouse("update identity.run set records_split = 11"),
    ),
    "many records moved": (
        "moves_of_a_night_are_few",
        "11 of 1,000 known records (allowed: 10)",
        lambda night: night.warehouse("update identity.run set records_moved = 11"),
    ),
    "the two files disagree": (
        "both_files_hold_the_same_customers",
        "0 only in customer_360, 1 only in customer",
        lambda night: change(
            night.folder, "bi", "delete from customer_360 where purchase_count = 0"
        ),
    ),
    "a table nobody knows is published": (
        "every_published_table_has_rules",
        "secret_table",
        lambda night: change(night.folder, "bi", "create table secret_table as select 1 as n"),
    ),
    "a BI column is called e-mail": (
        "bi_columns_are_not_personal",
        "touchpoint.customer_email",
        lambda night: change(night.folder, "bi", "alter table touchpoint add customer_email text"),
    ),
    "an e-mail address slipped into a BI text": (
        "bi_texts_hold_no_contact_details",
        "touchpoint.touchpoint: 1 values with e-mail addresses",
        lambda night: change(
            night.folder, "bi", "update touchpoint set touchpoint = 'to someone@mail.example.jp'"
        ),
    ),
    "a telephone number slipped into a BI text": (
        "bi_texts_hold_no_contact_details",
        "touchpoint.touchpoint: 1 values with telephone numbers",
        lambda night: change(
            night.folder, "bi", "update touchpoint set touchpoint = 'call 090-0000-0000'"
        ),
    ),
    "BI sees the names of customers": (
        "bi_texts_hold_no_customer_names",
        "customer_360.prefecture: 3 different names or addresses of customers",
        lambda night: change(
            night.folder,
            "bi",
            "update customer_360 set prefecture = case customer_id[-1] when '1' then '架空 花子' "
            "when '2' then '架空 太郎' else '架空 次郎' end",
        ),
    ),
    "a table lost a third of its rows": (
        "tables_keep_their_rows",
        "touchpoint: 300 rows became 2 (-99%)",
        lambda night: previous(night, rows=300),
    ),
    "a KPI jumped": (
        "kpi_moves_are_explained",
        "aov (month from 2026-03-01) went from 1,000 to 4,000 (allowed: 400)",
        lambda night: previous(
            night,
            LAST_MONTH,
            "update kpi_value set value = 1000, ci_low = 900, ci_high = 1100 where kpi_id = 'aov'",
        ),
    ),
    "an ended period was rewritten": (
        "kpi_moves_are_explained",
        "csat (month from 2026-03-01) went from 0.99 to 0.75 (allowed: 0.2)",
        lambda night: previous(night, "update kpi_value set value = 0.99 where kpi_id = 'csat'"),
    ),
    "a KPI vanished": (
        "kpi_moves_are_explained",
        "nps (month from 2026-03-01) was 20 and is no longer published",
        lambda night: (
            previous(night),
            change(night.folder, "bi", "update kpi_value set value = null where kpi_id = 'nps'"),
        ),
    ),
    "the matching left no account": (
        "customer_ids_are_stable",
        "error: ",
        lambda night: night.warehouse("drop table identity.run"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_goes_wrong_refuses_the_release_by_name(night: NightOf, case: str) -> None:
    rule, told, spoil = REFUSED[case]
    spoil(night)
    found = broken(night)
    assert rule in found, list(found)
    assert told in found[rule].found


def test_every_rule_of_the_gate_has_a_case_that_breaks_it() -> None:
    lighter = {"optional_files_are_readable", "optional_places_are_reachable"}
    lighter |= {"files_are_whole", "no_row_is_quarantined"}
    assert {rule for rule, *_ in REFUSED.values()} | lighter == set(declared())


def test_light_matters_are_told_and_let_pass(night: NightOf) -> None:
    night.unreachable.append(
        {"source_system": "crm", "path": "x", "reason": "sftp://host refused the login"}
    )
    crm = {
        "source_system": "crm",
        "source_object": "contact",
        "contract": "salesforce/contact@bulk2",
    }
    night.books += [
        book(
            **crm, path="crm1.csv", status="quarantined", reason="not CSV", rows_in=0, rows_landed=0
        ),
        book(path="pos2.csv", status="waiting", rows_in=0, rows_landed=0),
        book(path="pos3.csv", rows_in=10, rows_landed=9, rows_quarantined=1),
    ]
    given = night.asked()
    assert given.publishable
    assert {each.rule: (each.found, each.files) for each in given.warnings} == {
        "optional_files_are_readable": ("crm1.csv: not CSV", ("crm1.csv",)),
        "optional_places_are_reachable": ("crm: sftp://host refused the login", ()),
        "files_are_whole": ("pos2.csv: still growing", ("pos2.csv",)),
        "no_row_is_quarantined": (
            "pos transaction_line: 1 of 1,010 rows (0.10%) ()",
            ("pos3.csv",),
        ),
    }


def test_a_note_explains_a_jump(night: NightOf) -> None:
    note = {"kpi_id": "aov", "period_start_on": date(2026, 3, 1), "why": "prices rose", "by": "x"}
    previous(
        night, LAST_MONTH, "update kpi_value set value = 1000, ci_high = 1100 where kpi_id = 'aov'"
    )
    assert "kpi_notes.csv" in broken(night)["kpi_moves_are_explained"].found
    night.how["notes"] = [{**note, "period_start_on": date(2026, 1, 1)}]
    assert broken(night)
    night.how["notes"] = [note]
    assert not broken(night)


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            [LAST_MONTH, "update kpi_value set value = 4500, n = 29"], id="few observations"
        ),
        pytest.param(
            [
                LAST_MONTH,
                "update kpi_value set value = -25, ci_low = -45, ci_high = 5 where kpi_id = 'nps'",
            ],
            id="intervals overlap",
        ),
        pytest.param(
            [
                "update kpi_value set period_end_on = '2026-03-02', value = 3, n = 31 "
                "where kpi_id = 'new_customers'",
            ],
            id="a count whose month went on",
        ),
        pytest.param(
            [
                LAST_MONTH,
                "update kpi_value set value = 1, definition_version = 0 where kpi_id = 'aov'",
            ],
            id="another definition",
        ),
        pytest.param([LAST_MONTH, "delete from kpi_value where kpi_id = 'aov'"], id="a new KPI"),
    ],
)
def test_what_is_no_jump_passes(night: NightOf, statements: list[str]) -> None:
    previous(night, *statements)
    assert not broken(night)


def test_a_night_that_ends_earlier_is_not_compared(night: NightOf) -> None:
    previous(
        night, "update kpi_value set value = 9 where kpi_id = 'aov'", as_of="2026-04-30", rows=300
    )
    assert not broken(night)


def test_a_day_that_was_asked_for_may_lie_ahead(night: NightOf) -> None:
    night.warehouse("update canonical.as_of set as_of_on = date '2026-04-02'")
    assert "as_of_day_is_not_ahead_of_today" in broken(night)
    night.company("as_of: 2026-04-02\n")
    night.settings = Settings(night.settings.home, night.settings.company_folder)
    assert not broken(night)


def test_tolerances_are_the_companys(night: NightOf) -> None:
    night.company("gate: {kpi_max_change: {aov: 90%, nps: 3}, max_cluster_records: 2}\n")
    settings = Settings(night.settings.home, night.settings.company_folder)
    tolerances = settings.company.gate
    assert tolerances.kpi_tolerance("aov", 1000) == 900
    assert tolerances.kpi_tolerance("nps", -40) == 3
    assert tolerances.kpi_tolerance("sessions", 10) == 5
    night.settings = settings
    assert set(broken(night)) == {"no_customer_is_a_crowd"}


def test_customer_ids_and_small_numbers_are_no_telephone_numbers(night: NightOf) -> None:
    change(
        night.folder,
        "bi",
        'update kpi_value set parameters = \'{"g_days": 90, "share": 0.09012345678, '
        '"id": "C0901234567812345", "day": "2026-03-31"}\'',
    )
    assert not broken(night)


def test_a_record_number_may_look_like_a_telephone_number_unless_it_is_one(night: NightOf) -> None:
    change(night.folder, "bi", "alter table touchpoint add source_record_id text")
    change(night.folder, "bi", "update touchpoint set source_record_id = '090-1111-2222'")
    assert not broken(night)
    change(night.folder, "bi", "insert into touchpoint select * from touchpoint limit 1")
    change(
        night.folder,
        "bi",
        "update touchpoint set source_record_id = (['09000000001', '0300000002', "
        "'架空町1-2-3'])[1 + rowid::int]",
    )
    assert set(broken(night)) == {"bi_texts_hold_no_customer_names"}
