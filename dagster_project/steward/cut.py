"""What would change if two records of one customer were declared to be different people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from dagster_project.steward.customers import Link, Record, Row

STRICTNESS = ("unknown", "granted", "withdrawn", "denied")


def sides(records: Iterable[Record], links: list[Link], a: Record, b: Record) -> list[set[Record]]:
    """The customers that the night would make of this one after a forced split of `a` and `b`.

    Links are tried again in their order, as the matching does; one that would bring the two
    together is refused. The side of `a` comes first, that of `b` second.
    """
    group = {record: {record} for record in records}
    for link in links:
        one, two = group[link.left], group[link.right]
        if one is two or (a in one and b in two) or (b in one and a in two):
            continue
        one |= two
        for record in two:
            group[record] = one
    distinct = {id(each): each for each in group.values()}
    rest = [each for each in distinct.values() if a not in each and b not in each]
    return [group[a], group[b], *sorted(rest, key=min)]


def kpis(records: Iterable[Record], measures: Mapping[Record, Row]) -> dict[str, Any]:
    """Orders, net amount, last NPS and consent of a set of records."""
    rows = [measures[record] for record in sorted(records) if record in measures]
    answered = [row for row in rows if row["last_nps_score"] is not None]
    last = max(answered, key=lambda row: row["last_nps_at"] or datetime.min, default=None)
    ordered = [row["last_order_on"] for row in rows if row["last_order_on"]]
    return {
        "records": len(set(records)),
        "orders": sum(row["order_count"] for row in rows),
        "net_amount": sum((row["net_amount"] for row in rows), Decimal(0)),
        "last_order_on": max(ordered, default=None),
        "last_nps_score": last["last_nps_score"] if last else None,
        **{
            name: max((row[name] for row in rows), key=STRICTNESS.index, default="unknown")
            for name in ("marketing_consent_email", "marketing_consent_phone")
        },
    }
