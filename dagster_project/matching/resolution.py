"""The one verb of matching: which records are one person, and under which id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb

from dagster_project.matching import writing
from dagster_project.matching.carriers import carriers_of
from dagster_project.matching.changes import changes_since
from dagster_project.matching.clustering import cluster
from dagster_project.matching.customer_ids import assign, registry_after
from dagster_project.matching.evidence import TIERS, Scorer
from dagster_project.matching.forest import links_to_founders
from dagster_project.matching.gathering import (
    ambiguous_pairs,
    gather,
    without_over_shared,
    without_shared_values,
)
from dagster_project.matching.households import households
from dagster_project.matching.memory import Memory
from dagster_project.matching.overrides import overrides
from dagster_project.matching.portrait import FORCE_SPLIT
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
    memory: Memory | None = None,
) -> Resolution:
    """Read `party`, `contact_set` and `source_identifier` of `canonical`, write schema `identity`.

    `memory`: what the last night worked out. It makes the night shorter, never another one.
    """
    memory = memory or Memory()
    say = progress or (lambda _: None)
    say("identity: reading and normalising records")
    with writing.uncompressed(con):
        records, implied, nights = read_records(con, rules, memory)
    carriers = carriers_of(records)
    records = without_over_shared(records, carriers)
    forced = overrides(records, rules)
    assumed = scorer.assumption(records) if scorer else None
    if assumed:
        say(f"identity: households: {assumed.in_words}")
        if nights.assume(assumed.has_households):
            say("identity: households: otherwise than last night; all likely pairs weighed anew")
    say(f"identity: gathering evidence on {len(records):,} records")
    edges, unclear = gather(records, carriers, forced, scorer, assumed, nights)
    say(f"identity: clustering along {len(edges):,} pairs")
    clusters = cluster(records, edges, forced, nights)
    assigned = assign(con, records, clusters.root, registry, nights)
    links = links_to_founders(len(records), edges, clusters.accepted, assigned.founder)

    parted = {int(clusters.root[row]) for row in forced.sides}

    def why(row: int) -> str:
        edge = int(links.edge[row])
        if edge >= 0:
            return TIERS[int(edges.tier[edge])].name
        return FORCE_SPLIT if int(clusters.root[row]) in parted else "no_link_left"

    changes = changes_since(registry, assigned, why, valid_from)
    refused = clusters.refused + ambiguous_pairs(unclear, clusters.root, clusters.refused)
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
        assumed=assumed,
    )
    say(f"identity: writing {summary.customers:,} customers")
    tables = {
        "customer_identity": writing.customer_identity(records, assigned, edges, links),
        "customer_alias": changes.aliases,
        "evidence_within": writing.evidence_within(records, assigned, edges, clusters.accepted),
        "refused_union": writing.review_queue(records, assigned, refused, forced),
        "identifier_audit": writing.identifier_audit(carriers),
        "identity_change": writing.identity_change(changes, valid_from),
        "run": writing.run_row(summary),
        "household_member": households(records, assigned, carriers[1]),
    }
    tables["trusted_source"], tables["survivorship"] = writing.survivorship_rows(rules)
    with writing.uncompressed(con):
        for name, rows in tables.items():
            writing.replace_table(con, name, rows)
        writing.write_party_customer(con, implied)
    known = Registry(registry_after(records, assigned, registry), changes.aliases)
    return Resolution(known, summary)


def records_to_weigh(con: duckdb.DuckDBPyConnection, rules: IdentityRules) -> Records:
    """The records as the scorer of a night sees them: what a model is to be trained on."""
    records, *_ = read_records(con, rules, Memory())
    carriers = carriers_of(records)
    return without_shared_values(without_over_shared(records, carriers), carriers)
