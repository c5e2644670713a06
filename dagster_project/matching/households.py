"""Households: customers who share an address, a telephone number and a family name.

A household is an entity of its own: it never makes two people one customer.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dagster_project.matching.carriers import Carriers
from dagster_project.matching.customer_ids import Assignment
from dagster_project.matching.evidence import Longs
from dagster_project.matching.records import Records

MEMBER = pa.schema([("household_id", pa.string()), ("customer_id", pa.string())])


def households(records: Records, assigned: Assignment, phones: Carriers) -> pa.Table:
    """One row a member of a household of two or more.

    The household is named after its eldest member, so it keeps its id when the young move out.
    """
    key, customer = _shared(records, assigned, phones)
    pairs = np.unique(np.column_stack((key, customer)), axis=0)
    count = len(assigned.cluster_id)
    keys = int(pairs[:, 0].max(initial=-1)) + 1
    graph = coo_matrix(
        (np.ones(len(pairs), np.int8), (pairs[:, 1], count + pairs[:, 0])),
        shape=(count + keys, count + keys),
    )
    home = connected_components(graph, directed=False)[1][:count]
    members = np.flatnonzero((np.bincount(home, minlength=1)[home] > 1) & assigned.is_customer)
    by_age = members[np.argsort(assigned.rank[assigned.founder[members]], kind="stable")]
    eldest: dict[int, int] = {}
    together: dict[int, list[int]] = {}
    for number in by_age.tolist():
        eldest.setdefault(int(home[number]), number)
        together.setdefault(int(home[number]), []).append(number)
    rows = [
        (household_id(assigned.cluster_id[eldest[place]]), assigned.cluster_id[number])
        for place, people in together.items()
        if len(people) > 1
        for number in people
    ]
    rows.sort()
    return pa.Table.from_pylist([dict(zip(MEMBER.names, row, strict=True)) for row in rows], MEMBER)


def household_id(eldest_customer_id: str) -> str:
    """The id of the household whose eldest member this is."""
    return "H" + hashlib.sha256(eldest_customer_id.encode()).hexdigest()[:16]


def _shared(records: Records, assigned: Assignment, phones: Carriers) -> tuple[Longs, Longs]:
    """(address, number and surname as one code, customer) of every record that has all three."""
    surname = np.append(records.names.surname, np.int32(-1))[records.name]
    usable = np.append(~phones.over_shared, False)
    keys, customers = [], []
    for phone in records.phones:
        rows = np.flatnonzero(
            (surname >= 0)
            & (phone >= 0)
            & usable[phone]
            & (records.addresses[0] >= 0)
            & assigned.is_customer[assigned.cluster]
        )
        keys.append(np.column_stack((records.addresses[0][rows], phone[rows], surname[rows])))
        customers.append(assigned.cluster[rows])
    _, code = np.unique(np.concatenate(keys), axis=0, return_inverse=True)
    return code.reshape(-1).astype(np.int64), np.concatenate(customers)
