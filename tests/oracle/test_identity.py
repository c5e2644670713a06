"""Customers of the published sample against the truth that its generator wrote beside it."""

from __future__ import annotations

import csv
from collections import Counter

from dagster_project.settings import SAMPLE_COMPANY
from tests.end_to_end.nights import Night, query


def pairs(sizes: Counter) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def test_records_of_one_customer_are_one_person(sample_night: Night) -> None:
    with (SAMPLE_COMPANY / "truth" / "records.csv").open(encoding="utf-8") as file:
        person = {
            (row["source_system"], row["source_object"], row["source_record_id"]): row["person_id"]
            for row in csv.DictReader(file)
            if row["person_id"]
        }
    customer = {
        (system, kind, record): customer_id
        for system, kind, record, customer_id in query(
            sample_night.current,
            "select source_system, source_object, source_record_id, customer_id "
            "from customer_identity",
            "customers.duckdb",
        )
    }
    known = [key for key in person if key in customer]
    assert len(known) > 3000
    linked = pairs(Counter(customer[key] for key in known))
    right = pairs(Counter((customer[key], person[key]) for key in known))
    true = pairs(Counter(person[key] for key in known))
    precision, recall = right / linked, right / true
    print(f"precision {precision:.4f}, recall {recall:.4f} over {len(known):,} records")
    assert precision >= 0.97, f"precision {precision:.4f}"
    assert recall >= 0.6, f"recall {recall:.4f}"


def test_no_customer_holds_more_than_ten_records(sample_night: Night) -> None:
    [(largest,)] = query(
        sample_night.current,
        "select max(n) from (select count(*) as n from customer_identity group by customer_id)",
        "customers.duckdb",
    )
    assert largest <= 10
