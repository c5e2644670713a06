"""Raw rows through staging and canonical to orders, as a chain; each rule has a dbt unit test."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt import project, raw_layer

Ask = Callable[[str], list[tuple[Any, ...]]]


def line(transaction_id: str, number: int, amount: int, **others: object) -> dict[str, object]:
    """A till's line of one piece, ten percent tax inside."""
    return {
        "transaction_id": transaction_id,
        "line_id": str(number),
        "transacted_at": "2026-03-01 03:00:00.000000",
        "transaction_type": "1",
        "line_type": "1",
        "quantity": "1",
        "amount_before_discount": str(amount),
        "amount": str(amount),
        "tax_included_share": str(round(amount / 11)),
        "store_id": "1",
        "product_code": "0490",
        **others,
    }


ROWS: dict[str, list[dict[str, object]]] = {
    "salesforce.contact": [
        {"id": "C1", "last_name": "髙橋", "is_deleted": "false", "system_modstamp": "2026-02-01"},
        {"id": "C1", "last_name": "高橋", "is_deleted": "false", "system_modstamp": "2026-03-01"},
        {
            "id": "C2",
            "is_deleted": "true",
            "master_record_id": "C1",
            "system_modstamp": "2026-03-01",
        },
    ],
    "salesforce.opportunity": [
        {
            "id": "O1",
            "contact_id": "C1",
            "amount": "100.50",
            "is_closed": "true",
            "is_won": "true",
            "close_date": "2026-02-28",
            "created_date": "2026-01-31 16:00:00.000000",
            "is_deleted": "false",
        },
        {
            "id": "O2",
            "contact_id": "C9",
            "close_date": "2027-02-28",
            "is_closed": "false",
            "created_date": "2026-02-01 16:00:00.000000",
            "is_deleted": "false",
        },
    ],
    "marketo.lead": [{"id": "1", "email": "a@example.jp", "unsubscribed": "false"}],
    "marketo.activity": [
        {
            "marketo_guid": "G1",
            "lead_id": "1",
            "activity_type_id": "6",
            "campaign_id": "K",
            "activity_date": "2026-02-10 15:00:00.000000",
            "load_seq": load_seq,
        }
        for load_seq in (1, 2)
    ],
    "smaregi.member": [
        {"member_id": "M1", "member_code": "0001", "status": "0", "joined_on": "2025-01-01"},
        {"member_id": "M2", "member_code": "0002", "status": "4", "joined_on": "2025-01-01"},
    ],
    "smaregi.transaction_line": [
        line("9001", 1, 550, member_id="M1"),
        line("9001", 2, 1100, member_id="M1"),
        line("9002", 1, 330, member_code="0001"),
        line("9003", 1, 220, member_code="0099"),
        line("9004", 1, 440, line_type="2"),
        line("9005", 1, 990, transacted_at="2026-03-02 15:00:00.000000"),
        line("9006", 1, 990, line_type="2", reversal_type="2", reversal_transaction_id="9005"),
        line("9001", 1, 550, member_id="M1", load_seq=2, source_row_number=1),
        line("9001", 3, 110, member_id="M1", load_seq=2, source_row_number=2),
    ],
    "qualtrics.response": [
        {
            "response_id": "R1",
            "recorded_at": recorded_at,
            "finished": finished,
            "status": "0",
            "recipient_last_name": "髙橋",
            "recipient_email": email,
            "touchpoint": "店頭",
            "survey_id": "SV_1",
            "load_seq": load_seq,
            "source_row_number": 7,
        }
        for load_seq, recorded_at, finished, email in (
            (1, "2026-02-01 00:00:00.000000", "false", "A@example.jp"),
            (2, "2026-02-08 00:00:00.000000", "true", "a@example.jp"),
        )
    ],
    "qualtrics.answer": [
        {
            "response_id": "R1",
            "question_key": key,
            "metric": metric,
            "answer_value": value,
            "load_seq": load_seq,
            "source_row_number": 7,
        }
        for load_seq, key, metric, value in (
            (1, "QID1", "nps", "3"),
            (1, "QID2", "csat", "2"),
            (2, "QID1", "nps", "9"),
        )
    ],
}


def chain(folder: Path, rows: raw_layer.Rows, **company: object) -> Path:
    warehouse = folder / "warehouse.duckdb"
    raw_layer.write(warehouse, rows, company=company, stores=[("1", "渋谷店", "store")])
    project.build(warehouse, "phase_1")
    return warehouse


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    warehouse = chain(tmp_path_factory.mktemp("phase_1"), ROWS)

    def answer(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return con.execute(sql).fetchall()

    return answer


def test_the_latest_version_of_a_record_is_the_one_that_counts(ask: Ask) -> None:
    parties = ask(
        "select source_record_id, family_name, is_deleted, merged_into_record_id"
        " from canonical.party where source_system = 'crm' order by all"
    )
    assert parties == [("C1", "高橋", False, None), ("C2", None, True, "C1")]


def test_a_corrected_transaction_loses_the_lines_that_its_correction_lacks(ask: Ask) -> None:
    lines = ask(
        "select source_record_id, net_amount from canonical.sale_line"
        " where sale_record_id = '9001' order by all"
    )
    assert lines == [("9001-1", 500), ("9001-3", 100)]


def test_orders_are_the_sales_that_stand(ask: Ask) -> None:
    """9004 came back, 9005 was undone by 9006."""
    orders = ask("select sale_record_id, net_amount from commerce.orders order by all")
    assert orders == [("9001", 600), ("9002", 300), ("9003", 200)]
    assert ask("select sale_record_id, net_amount from commerce.unnamed_returns") == [
        ("9004", -400)
    ]
    assert ask("select count(*), count(*) filter (where is_return) from commerce.order_lines") == [
        (4, 0)
    ]


def test_every_event_knows_whom_it_belongs_to_within_its_source(ask: Ask) -> None:
    keys: dict[str, str] = dict(ask("select source_record_id, party_key from canonical.sale"))
    assert (keys["9001"], keys["9002"], keys["9004"]) == ("M1", "M1", None)
    assert ask("select party_key, member_code from canonical.contact_set") == [
        (keys["9003"], "0099")
    ]
    assert ask("select party_key from canonical.pipeline_item order by source_record_id") == [
        ("C1",),
        (None,),
    ]
    assert ask("select source_record_id, party_key from canonical.message_activity") == [
        ("G1", "1")
    ]


def test_a_sheet_delivered_again_replaces_its_answers(ask: Ask) -> None:
    assert ask("select question_key, score, touchpoint from canonical.survey_answer") == [
        ("QID1", 9.0, "店頭")
    ]
    [(recipient,)] = ask(
        "select source_record_id from canonical.party where source_object = 'recipient'"
    )
    assert ask("select party_key, party_record_id, is_complete from canonical.survey_response") == [
        (recipient, recipient, True)
    ]


def test_days_are_local_days_and_an_open_deal_has_no_closing_day(ask: Ask) -> None:
    deals = ask(
        "select cast(business_date as text), cast(closed_on as text)"
        " from canonical.pipeline_item order by source_record_id"
    )
    assert deals == [("2026-02-01", "2026-02-28"), ("2026-02-02", None)]
    days = "select cast(as_of_on as text), cast(first_on as text) from canonical.as_of"
    assert ask(days) == [("2026-03-03", "2026-02-01")]


def test_the_as_of_day_hides_what_came_after_it(tmp_path: Path) -> None:
    """9005 was sold on the 3rd and undone on the 4th."""
    later = [
        {**row, "transacted_at": "2026-03-03 15:00:00.000000"}
        if row["transaction_id"] == "9006"
        else row
        for row in ROWS["smaregi.transaction_line"]
    ]
    rows = {**ROWS, "smaregi.transaction_line": later}
    for day, orders in (("2026-03-01", 3), ("2026-03-03", 4), ("2026-03-04", 3)):
        folder = tmp_path / day
        folder.mkdir()
        warehouse = chain(folder, rows, as_of_on=day)
        with duckdb.connect(str(warehouse), read_only=True) as con:
            assert con.execute("select count(*) from commerce.orders").fetchall() == [(orders,)]


def test_the_physical_order_of_landed_rows_changes_nothing(ask: Ask, tmp_path: Path) -> None:
    """Numbers are given first, so that only the order on disk is shuffled."""
    numbered = {
        name: [{"source_row_number": number, **row} for number, row in enumerate(rows, 1)]
        for name, rows in ROWS.items()
    }
    for rows in numbered.values():
        random.Random(360).shuffle(rows)
    warehouse = chain(tmp_path, numbered)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        tables = con.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('canonical', 'commerce') order by 1"
        ).fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            rows_sql = f"select * from {table} order by all"
            assert con.execute(rows_sql).fetchall() == ask(rows_sql), table


def test_an_empty_landing_builds(tmp_path: Path) -> None:
    """The first night of a company whose till has not delivered yet."""
    warehouse = chain(tmp_path, {})
    with duckdb.connect(str(warehouse), read_only=True) as con:
        assert con.execute("select count(*) from commerce.orders").fetchall() == [(0,)]
        assert con.execute("select as_of_on from canonical.as_of").fetchall() == [(None,)]
