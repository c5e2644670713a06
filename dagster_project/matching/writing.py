"""The tables of schema `identity`, written from what matching found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.matching.carriers import Carriers
from dagster_project.matching.changes import Changes
from dagster_project.matching.clustering import Refusal
from dagster_project.matching.customer_ids import Assignment
from dagster_project.matching.evidence import TIERS, Edges, Longs
from dagster_project.matching.forest import Links
from dagster_project.matching.implied import ImpliedParties
from dagster_project.matching.overrides import Overrides
from dagster_project.matching.portrait import FORCE_SPLIT
from dagster_project.matching.records import Records
from dagster_project.matching.rules import SURVIVORSHIP, IdentityRules
from dagster_project.matching.summary import Summary

# Two objects of one system may use one record id; the party key then means the first of them.
_PARTY_CUSTOMER = """
    create or replace table identity.party_customer as
    with parties as (
        select source_system, source_object, source_record_id, customer_id
        from identity.customer_identity
        where source_object <> 'implied'
    ),
    of_several_objects as (
        select source_system
        from parties
        group by source_system
        having min(source_object) <> max(source_object)
    )
    select
        source_system, source_record_id as party_key, source_object, source_record_id, customer_id
    from parties
    where source_system not in (select source_system from of_several_objects)
    union all
    from (
        select
            source_system,
            source_record_id as party_key,
            min(source_object) as source_object,
            source_record_id,
            min_by(customer_id, source_object) as customer_id
        from parties
        where source_system in (select source_system from of_several_objects)
        group by source_system, source_record_id
        order by source_system, party_key
    )
    union all
    from (
        select
            contacts.source_system,
            contacts.party_key,
            found.source_object,
            found.source_record_id,
            found.customer_id
        from contacts
        inner join identity.customer_identity as found
            on contacts.source_system = found.source_system
            and contacts.record_id = found.source_record_id
        where found.source_object = 'implied'
        order by contacts.source_system, contacts.party_key
    )
"""


@contextmanager
def uncompressed(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Tables written meanwhile are not compressed, which takes longer than all that it saves."""
    con.execute("pragma force_compression = 'uncompressed'")
    try:
        yield
    finally:
        con.execute("pragma force_compression = 'auto'")


def replace_table(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """`identity.<name>` holds exactly these rows."""
    con.register("fresh_rows", rows)
    con.execute(f"create or replace table identity.{name} as select * from fresh_rows")
    con.unregister("fresh_rows")


def customer_identity(
    records: Records, assigned: Assignment, edges: Edges, links: Links
) -> pa.Table:
    """One row a record of a customer: whose it is, and the link that holds it there."""
    linked = links.edge >= 0
    names = pa.array([*(tier.name for tier in TIERS), "first_record"], pa.string())
    tier = np.where(linked, edges.tier[links.edge] if len(edges) else 0, len(TIERS))
    linked_by = names.take(pa.array(tier))
    neighbours = [
        column.take(pa.array(links.neighbour, mask=~linked)) for column in records.keys.columns
    ]
    evidence = pc.binary_join_element_wise(
        linked_by, pc.binary_join_element_wise(*neighbours, "/"), " with "
    )
    weights = edges.weight[links.edge] if len(edges) else np.zeros(len(linked))
    ids = assigned.cluster_id.take(pa.array(assigned.cluster))
    table = (
        records.keys.append_column("customer_id", ids)
        .append_column("linked_by", linked_by)
        .append_column("link_evidence", evidence)
        .append_column("link_weight", pa.array(weights, pa.float64(), mask=~linked))
        .append_column("is_deleted", pa.array(records.is_deleted))
    )
    return table.filter(pa.array(assigned.is_customer[assigned.cluster]))


def write_party_customer(con: duckdb.DuckDBPyConnection, implied: ImpliedParties) -> None:
    """Whose every party key is: of party rows, and of contacts through their implied party."""
    contacts = pa.table(
        {
            "source_system": implied.source_system,
            "party_key": implied.party_key,
            "record_id": implied.record_id,
        }
    )
    con.register("contacts", contacts)
    con.execute(_PARTY_CUSTOMER)
    con.unregister("contacts")


def review_queue(
    records: Records, assigned: Assignment, refused: list[Refusal], forced: Overrides
) -> pa.Table:
    """One row a pair that evidence would join and a reason keeps apart.

    `is_decided`: a person has spoken on this very pair, or a person's word is the reason.
    """
    columns: dict[str, pa.Array] = {}
    for side in ("left", "right"):
        rows = np.array([getattr(each, side) for each in refused], np.int64)
        columns |= _keys(records, rows, side)
        columns[f"{side}_customer_id"] = _ids(assigned, rows)
    columns["evidence"] = pa.array([TIERS[each.tier].name for each in refused], pa.string())
    columns["reason"] = pa.array([each.reason for each in refused], pa.string())
    decided = [
        each.reason == FORCE_SPLIT or (each.left, each.right) in forced.apart for each in refused
    ]
    columns["is_decided"] = pa.array(decided, pa.bool_())
    return pa.table(columns)


def evidence_within(records: Records, assigned: Assignment, edges: Edges, made: Longs) -> pa.Table:
    """One row a pair of records of one customer that evidence joins, in the order of trial.

    `is_union`: the pair that brought two parts of the customer together; the others confirm it.
    """
    cluster = assigned.cluster
    inside = np.flatnonzero(
        (cluster[edges.left] == cluster[edges.right]) & assigned.is_customer[cluster[edges.left]]
    )
    is_union = np.zeros(len(edges), bool)
    is_union[made] = True
    left, right = edges.left[inside], edges.right[inside]
    tiers = pa.array([tier.name for tier in TIERS], pa.string())
    return pa.table(
        {
            "customer_id": _ids(assigned, left),
            **_keys(records, left, "left"),
            **_keys(records, right, "right"),
            "tier": tiers.take(pa.array(edges.tier[inside])),
            "weight": pa.array(edges.weight[inside], pa.float64()),
            "is_union": pa.array(is_union[inside]),
            "trial_number": pa.array(np.arange(len(inside), dtype=np.int64)),
        }
    )


def _keys(records: Records, rows: Longs, side: str) -> dict[str, pa.Array]:
    taken = pa.array(rows, pa.int64())
    return {f"{side}_{name}": records.keys[name].take(taken) for name in records.keys.column_names}


def _ids(assigned: Assignment, rows: Longs) -> pa.Array:
    return assigned.ids_of(rows)


def survivorship_rows(rules: IdentityRules) -> tuple[pa.Table, pa.Table]:
    """(one row an attribute and source in order of trust, one row an attribute and criterion)."""
    text, count = pa.string(), pa.int32()
    priority = [
        {"attribute": attribute, "source_system": source, "priority": number}
        for attribute, sources in sorted(rules.source_priority.items())
        for number, source in enumerate(sources, start=1)
    ]
    order = [
        {"attribute": attribute, "criterion": criterion, "place": place}
        for attribute, usual in SURVIVORSHIP.items()
        for place, criterion in enumerate(rules.survivorship.get(attribute, usual), start=1)
    ]
    return (
        pa.Table.from_pylist(
            priority, pa.schema([("attribute", text), ("source_system", text), ("priority", count)])
        ),
        pa.Table.from_pylist(
            order, pa.schema([("attribute", text), ("criterion", text), ("place", count)])
        ),
    )


def identifier_audit(every: list[Carriers]) -> pa.Table:
    """One row an identifier that proves less than its kind should; the value itself is hashed."""
    rows = []
    for carriers in every:
        shared = (carriers.given_count > 1) & ~carriers.over_shared
        for number in np.flatnonzero(carriers.over_shared | shared).tolist():
            over = bool(carriers.over_shared[number])
            value = carriers.values[number].as_py()
            rows.append(
                {
                    "identifier_type": carriers.kind,
                    "identifier_sha": hashlib.sha256(value.encode()).hexdigest(),
                    "reason": "over_shared" if over else "several_given_names",
                    "record_count": int(carriers.record_count[number]),
                    "surname_count": int(carriers.surname_count[number]),
                    "given_count": int(carriers.given_count[number]),
                }
            )
    text, count = pa.string(), pa.int64()
    schema = pa.schema(
        [("identifier_type", text), ("identifier_sha", text), ("reason", text),
         ("record_count", count), ("surname_count", count), ("given_count", count)]
    )  # fmt: skip
    return pa.Table.from_pylist(rows, schema)


def identity_change(changes: Changes, valid_from: date) -> pa.Table:
    """One row a change of ids tonight."""
    text = pa.string()
    schema = pa.schema(
        [("customer_id", text), ("change", text), ("previous_customer_id", text),
         ("record_count", pa.int64()), ("reason", text), ("valid_from_on", pa.date32())]
    )  # fmt: skip
    rows = [asdict(change) | {"valid_from_on": valid_from} for change in changes.rows]
    return pa.Table.from_pylist(rows, schema)


def run_row(summary: Summary) -> pa.Table:
    """The one row of `identity.run`."""
    return pa.Table.from_pylist([summary.as_row()])
