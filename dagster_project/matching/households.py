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
    count = len(assigned.cluster_id)
    keys = int(key.max(initial=-1)) + 1
    graph = coo_matrix(
        (np.ones(len(key), np.int8), (customer, count + key)), shape=(count + keys, count + keys)
    )
    home = connected_components(graph, directed=False)[1][:count]
    members = np.flatnonzero((np.bincount(home, minlength=1)[home] > 1) & assigned.is_customer)
    by_age = members[np.argsort(assigned.rank[assigned.founder[members]], kind="stable")]
    order = np.argsort(home[by_age], kind="stable")
    by_home = by_age[order]
    of = home[by_home]
    begins = np.flatnonzero(np.diff(of, prepend=-1) != 0)
    sizes = np.diff(np.append(begins, len(by_home)))
    several = np.repeat(sizes > 1, sizes)
    eldest = np.repeat(by_home[begins], sizes)[several]
    ids = assigned.cluster_id
    named = zip(
        ids.take(pa.array(eldest)).to_pylist(),
        ids.take(pa.array(by_home[several])).to_pylist(),
        strict=True,
    )
    rows = [(household_id(first), member) for first, member in named]
    rows.sort()
    return pa.Table.from_pylist([dict(zip(MEMBER.names, row, strict=True)) for row in rows], MEMBER)


def household_id(eldest_customer_id: str) -> str:
    """The id of the household whose eldest member this is."""
    return "H" + hashlib.sha256(eldest_customer_id.encode()).hexdigest()[:16]


def _shared(records: Records, assigned: Assignment, phones: Carriers) -> tuple[Longs, Longs]:
    """(address, number and surname as one code, customer) of every record that has all three."""
    surname = np.append(records.names.surname, np.int32(-1))[records.name].astype(np.int64)
    usable = np.append(~phones.over_shared, False)
    address = records.addresses[0].astype(np.int64)
    found, numbers = [], []
    for phone in records.phones:
        rows = np.flatnonzero(
            (surname >= 0)
            & (phone >= 0)
            & usable[phone]
            & (address >= 0)
            & assigned.is_customer[assigned.cluster]
        )
        found.append(rows)
        numbers.append(phone[rows])
    rows = np.concatenate(found)
    door = address[rows] * (len(phones.values) + 1) + np.concatenate(numbers)
    _, door = np.unique(door, return_inverse=True)
    names = int(surname.max(initial=0)) + 1
    _, code = np.unique(door * names + surname[rows], return_inverse=True)
    return code.astype(np.int64), assigned.cluster[rows]
