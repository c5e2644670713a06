"""The one verb of matching: which records are one person, and under which id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import numpy as np

from dagster_project.matching import writing
from dagster_project.matching.carriers import (
    Carriers,
    email_carriers,
    member_carriers,
    phone_carriers,
)
from dagster_project.matching.changes import changes_since
from dagster_project.matching.clustering import Refusal, cluster
from dagster_project.matching.composite import (
    by_identifier_and_name,
    by_member_code,
    by_name_and_address,
    by_name_and_birth,
    by_source_merge,
)
from dagster_project.matching.customer_ids import assign, registry_after
from dagster_project.matching.evidence import TIERS, Edges, Longs, Scorer
from dagster_project.matching.forest import links_to_founders
from dagster_project.matching.nameless import by_identifier_alone
from dagster_project.matching.overrides import Overrides, overrides
from dagster_project.matching.reading import read_records
from dagster_project.matching.records import Records
from dagster_project.matching.registry import Registry
from dagster_project.matching.rules import IdentityRules
from dagster_project.matching.summary import Summary, summarise

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Resolution:
    """What a night of identity leaves behind besides its tables."""

    registry: Registry  # to be saved when, and only when, the release is published
    summary: Summary


def resolve(
    con: duckdb.DuckDBPyConnection,
    *,
    rules: IdentityRules,
    registry: Registry,
    valid_from: date,
    progress: Progress | None = None,
    scorer: Scorer | None = None,
) -> Resolution:
    """Read `canonical.party` and `canonical.contact_set`, write schema `identity`."""
    say = progress or (lambda _: None)
    say("identity: reading and normalising records")
    records, implied = read_records(con, rules)
    forced = overrides(records, rules)
    carriers = [email_carriers(records), phone_carriers(records), member_carriers(records)]
    records = _without_over_shared_codes(records, carriers[2])
    say(f"identity: gathering evidence on {len(records):,} records")
    edges, unclear = gather(records, carriers, forced, scorer)
    say(f"identity: clustering along {len(edges):,} pairs")
    clusters = cluster(records, edges, forced)
    assigned = assign(con, records, clusters.root, registry)
    links = links_to_founders(len(records), edges, clusters.accepted, assigned.founder)

    def why(row: int) -> str:
        edge = int(links.edge[row])
        return TIERS[int(edges.tier[edge])].name if edge >= 0 else "no_link_left"

    changes = changes_since(registry, assigned, why, valid_from)
    refused = clusters.refused + _ambiguous(unclear, clusters.root, clusters.refused)
    summary = summarise(
        records,
        clusters,
        assigned,
        changes,
        refused=len(refused),
        over_shared=sum(int(each.over_shared.sum()) for each in carriers),
        implied=implied.table.num_rows,
        unusable=implied.unusable,
        unknown_rules=len(forced.unknown),
    )
    say(f"identity: writing {summary.customers:,} customers")
    tables = {
        "customer_identity": writing.customer_identity(records, assigned, edges, links),
        "customer_alias": changes.aliases,
        "refused_union": writing.review_queue(records, assigned, refused),
        "identifier_audit": writing.identifier_audit(carriers),
        "identity_change": writing.identity_change(changes, valid_from),
        "run": writing.run_row(summary),
    }
    for name, rows in tables.items():
        writing.replace_table(con, name, rows)
    writing.write_party_customer(con, implied)
    known = Registry(registry_after(records, assigned, registry), changes.aliases)
    return Resolution(known, summary)


def gather(
    records: Records, carriers: list[Carriers], forced: Overrides, scorer: Scorer | None
) -> tuple[Edges, Edges]:
    """(edges in the order of trial, pairs of groups that hold two people)."""
    emails, phones, members = carriers
    email_name, email_unclear = by_identifier_and_name(emails, records)
    phone_name, phone_unclear = by_identifier_and_name(phones, records)
    birth, birth_unclear = by_name_and_birth(records)
    address, address_unclear = by_name_and_address(records)
    parts = [
        forced.links,
        by_source_merge(records),
        by_member_code(members),
        email_name,
        phone_name,
        birth,
        address,
        by_identifier_alone(phones, records),
        by_identifier_alone(emails, records),
    ]
    if scorer:
        parts.append(scorer(records))
    unclear = [email_unclear, phone_unclear, birth_unclear, address_unclear]
    return Edges.together(parts), Edges.together(unclear)


def _without_over_shared_codes(records: Records, members: Carriers) -> Records:
    """A code that strangers carry (a till's guest card) names nobody, so it keeps nobody apart."""
    over_shared = np.append(members.over_shared, False)[records.member]
    return replace(records, member_class=np.where(over_shared, -1, records.member_class))


def _ambiguous(unclear: Edges, root: Longs, refused: list[Refusal]) -> list[Refusal]:
    """Ambiguous pairs that ended in different clusters and are not in the queue already."""
    listed = {(each.left, each.right) for each in refused}
    apart = np.flatnonzero(root[unclear.left] != root[unclear.right])
    columns = (unclear.left[apart], unclear.right[apart], unclear.tier[apart])
    return [
        Refusal(left, right, tier, "ambiguous_group")
        for left, right, tier in zip(*(column.tolist() for column in columns), strict=True)
        if (left, right) not in listed
    ]
