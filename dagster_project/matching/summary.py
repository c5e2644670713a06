"""One night of identity in numbers: what a person reads and what the gate asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dagster_project.matching.changes import Changes
from dagster_project.matching.clustering import Clusters
from dagster_project.matching.customer_ids import Assignment
from dagster_project.matching.doors import Assumption
from dagster_project.matching.evidence import Longs
from dagster_project.matching.records import Records


@dataclass(frozen=True)
class Summary:
    """The row of `identity.run`."""

    records: int
    implied_parties: int
    unusable_contacts: int  # contact keys without a usable identifier: nobody to know
    customers: int
    links: int
    refused_unions: int
    over_shared_identifiers: int
    largest_cluster: int
    clusters_with_two_birth_dates: int
    clusters_with_two_member_codes: int
    ids_changed: int
    ids_total: int
    records_merged: int
    records_split: int
    records_moved: int
    customers_new: int
    rules_without_a_record: int
    has_households: bool | None  # what the third tier assumed; None: there was none
    households_because: str | None  # told, learned, measured or too_few_pairs
    door_pairs: int | None
    relatives_at_doors: int | None

    def as_row(self) -> dict[str, Any]:
        """Column name to value."""
        return asdict(self)


def summarise(
    records: Records,
    clusters: Clusters,
    assigned: Assignment,
    changes: Changes,
    *,
    refused: int,
    over_shared: int,
    implied: int,
    unusable: int,
    unknown_rules: int,
    assumed: Assumption | None,
) -> Summary:
    """The numbers of a night."""
    sizes = np.bincount(assigned.cluster) if len(records) else np.zeros(1, np.int64)
    return Summary(
        records=len(records),
        implied_parties=implied,
        unusable_contacts=unusable,
        customers=int(assigned.is_customer.sum()),
        links=len(clusters.accepted),
        refused_unions=refused,
        over_shared_identifiers=over_shared,
        largest_cluster=int(sizes.max(initial=0)),
        clusters_with_two_birth_dates=_with_two(assigned.cluster, records.birth, 0),
        clusters_with_two_member_codes=_with_two(assigned.cluster, records.member_class, -1),
        ids_changed=changes.moved_records,
        ids_total=changes.known_records,
        records_merged=changes.records("merged"),
        records_split=changes.records("split"),
        records_moved=changes.records("moved"),
        customers_new=sum(each.change == "new" for each in changes.rows),
        rules_without_a_record=unknown_rules,
        has_households=assumed.has_households if assumed else None,
        households_because=assumed.because if assumed else None,
        door_pairs=assumed.doors.pairs if assumed else None,
        relatives_at_doors=assumed.doors.relatives if assumed else None,
    )


def _with_two(cluster: Longs, code: np.ndarray, nothing: int) -> int:
    """How many clusters hold two known codes."""
    known = code != nothing
    cluster, code = cluster[known], code[known]
    one_of_them = np.full(int(cluster.max(initial=-1)) + 1, nothing, code.dtype)
    one_of_them[cluster] = code
    return len(np.unique(cluster[code != one_of_them[cluster]]))
