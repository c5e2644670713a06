"""The sample's tie-out says of each receipt and sheet what a plain reading of the extracts says."""

from __future__ import annotations

from dagster_project.settings import SAMPLE_COMPANY
from tests.end_to_end.nights import Night, query
from tests.oracle import extracts, kpis

ROWS = {"rows_landed", "replaced", "older_versions", "other_kinds", "further_rows"}


def steps(night: Night, source_system: str, subject: str) -> dict[str, int]:
    """Step → its rows, differences negative."""
    return dict(
        query(
            night.current,
            "select step, row_count from tie_out "
            f"where source_system = '{source_system}' and subject = '{subject}'",
        )
    )


def test_receipts(sample_night: Night) -> None:
    found = steps(sample_night, "pos", "receipts")
    heads = [lines[0] for lines in extracts.receipts(SAMPLE_COMPANY).values()]
    sales = [head for head in heads if head["取引区分"] == "1"]
    voids = [head for head in sales if head["取消区分"] == "1" or head["打消区分"] == "2"]
    orders = kpis.orders(SAMPLE_COMPANY)
    assert sum(found[step] for step in ROWS & set(found)) == len(sales)
    assert (-found["voids"], found["counted"]) == (len(voids), len(orders))
    assert found["unexplained"] == 0


def test_orders_of_guests(sample_night: Night) -> None:
    """Who gave no card is a guest; a few gave one that the members' list does not know."""
    found = steps(sample_night, "pos", "orders_of_customers")
    nameless = sum(member == "" for member, _, _ in kpis.orders(SAMPLE_COMPANY))
    assert -found["guests"] >= nameless > 0
    assert found["records_read"] + found["guests"] == found["counted"]


def test_sheets(sample_night: Night) -> None:
    found = steps(sample_night, "survey", "responses")
    usable = extracts.survey_sheets(SAMPLE_COMPANY, "qualtrics")
    left = sum(found.get(step, 0) for step in ROWS | {"previews", "unfinished"})
    assert left == len(usable) > 0
    assert found["unexplained"] == 0


def test_every_tie_out_ends_without_a_rest(sample_night: Night) -> None:
    tied = query(
        sample_night.current,
        "select source_system, subject, row_count, amount from tie_out "
        "where kind = 'unexplained' order by all",
    )
    assert {row[:2] for row in tied} >= {
        ("all", "receipts"), ("all", "responses"), ("all", "messages"), ("all", "deliveries"),
        ("all", "orders_of_customers"), ("pos", "receipt_lines"), ("marketing", "messages"),
    }  # fmt: skip
    assert {(count, amount or 0) for *_, count, amount in tied} == {(0, 0)}
