"""Why records are one customer, or two: the evidence in the words of a steward."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dagster_project.documents import ConfigurationError
from dagster_project.matching.evidence import EXCLUSIVE_ID, MEMBER_CODE
from dagster_project.steward.customers import Customers, Link, Record, Row
from dagster_project.steward.cut import kpis, sides
from dagster_project.steward.paths import path
from dagster_project.steward.words import words

Named = tuple[str, str]  # (source system, record id), as a person names a record


def parse_who(who: tuple[str, ...]) -> tuple[str | None, list[Named]]:
    """(customer id, records) of what was typed: one id, or one or two pairs of system and id."""
    if len(who) == 1 and "/" not in who[0]:
        return who[0], []
    if len(who) == 1:
        return None, [named(who[0])]
    if len(who) not in (2, 4):
        raise ConfigurationError(
            f"found {' '.join(who)}; accepted: a source system and a record id, two such pairs, "
            "or one customer id"
        )
    return None, [(who[at], who[at + 1]) for at in range(0, len(who), 2)]


def named(text: str) -> Named:
    """`crm/0035g00000AbCdEAAV` as a pair."""
    system, slash, record = text.partition("/")
    if not slash or not system or not record:
        raise ConfigurationError(f"found `{text}`; accepted: SOURCE_SYSTEM/RECORD_ID")
    return system, record


def explain(
    customers_file: Path, who: tuple[str, ...] = (), cut: tuple[str, str] | None = None
) -> dict[str, Any]:
    """One customer, two records, or what would change if two records were kept apart."""
    with Customers.open(customers_file) as customers:
        if cut:
            return _cut(customers, *(customers.record(*named(each)) for each in cut))
        customer_id, records = parse_who(who)
        if len(records) == 2:
            return _pair(customers, *(customers.record(*each) for each in records))
        if records:
            return _customer(customers, customers.customer_of(customers.record(*records[0])))
        return _customer(customers, customers.customer(str(customer_id)))


def _customer(customers: Customers, customer_id: str) -> dict[str, Any]:
    records = customers.records(customer_id)
    measures = customers.measures(customer_id)
    links = customers.links(customer_id)
    for row in records:
        row["in_words"] = _link_words(row["linked_by"])
    return {
        "customer_id": customer_id,
        "records": records,
        "links": [_step(link.left, link.right, link) for link in links if link.is_union],
        "confirmed_by": [_step(link.left, link.right, link) for link in links if not link.is_union],
        "kpis": kpis(measures, measures),
        "refused": _refused(customers.refusals(customer_id)),
        "aliases": [
            alias | {"in_words": words("change", alias["reason"])}
            for alias in customers.aliases(customer_id)
        ],
    }


def _pair(customers: Customers, a: Record, b: Record) -> dict[str, Any]:
    """The chain of evidence between two records, or why there is none."""
    owners = customers.customer_of(a), customers.customer_of(b)
    found: dict[str, Any] = {
        "left": a._asdict() | {"customer_id": owners[0]},
        "right": b._asdict() | {"customer_id": owners[1]},
        "one_customer": owners[0] == owners[1],
    }
    if owners[0] == owners[1]:
        way = path(customers.links(owners[0]), a, b)
        found["path"] = [_step(*each) for each in way]
        found["weakest"] = min((link.weight for *_, link in way), default=None)
    else:
        between = [
            row
            for row in customers.refusals(owners[0])
            if {row["left_customer_id"], row["right_customer_id"]} == set(owners)
        ]
        found["refused"] = _refused(between)
    return found


def _cut(customers: Customers, a: Record, b: Record) -> dict[str, Any]:
    customer_id = customers.customer_of(a)
    if a == b or customers.customer_of(b) != customer_id:
        raise ConfigurationError(
            f"{a} and {b} are not two records of one customer; there is nothing to cut"
        )
    links, measures = customers.links(customer_id), customers.measures(customer_id)
    direct = [link for link in links if {link.left, link.right} == {a, b}]
    without = [link for link in links if link not in direct]
    around = path(without, a, b)
    return {
        "customer_id": customer_id,
        "cut": [a._asdict(), b._asdict()],
        "link": [_step(link.left, link.right, link) for link in direct],
        # Other evidence that a steward's word would overrule.
        "otherwise_joined_by": [_step(*each) for each in around],
        "now": kpis(measures, measures),
        "sides": [
            {"records": [each._asdict() for each in sorted(side)], "kpis": kpis(side, measures)}
            for side in sides(measures, links, a, b)
        ],
        # A split of one member code or exclusive id is a contradiction that no rule may state.
        "is_refused": any(link.tier in (MEMBER_CODE.name, EXCLUSIVE_ID.name) for link in direct),
        "rule": {
            "force_split": [
                {"records": [[each.source_system, each.source_record_id] for each in (a, b)]}
            ]
        },
    }


def _step(a: Record, b: Record, link: Link) -> dict[str, Any]:
    return {
        "from": a._asdict(),
        "to": b._asdict(),
        "evidence": link.tier,
        "weight": link.weight,
        "in_words": words("evidence", link.tier),
    }


def _refused(rows: Iterable[Row]) -> list[Row]:
    return [
        row
        | {
            "evidence_in_words": words("evidence", row["evidence"]),
            "reason_in_words": words("reason", row["reason"]),
        }
        for row in rows
    ]


def _link_words(linked_by: str) -> dict[str, str]:
    if linked_by == "first_record":
        return {
            "en": "the founding record, which names the customer",
            "ja": "最初のレコード（顧客 ID の由来）",
        }
    return words("evidence", linked_by)
