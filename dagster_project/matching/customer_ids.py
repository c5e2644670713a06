"""Customer ids: each is the fingerprint of the cluster's founding record.

The founding record is the one that came first: those already in the registry before new ones, new
ones in the order of delivery. So an id outlives reruns, shuffles, merges (the elder stays) and
splits (the founder keeps it), and a record split off again gets the id it had on its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs
from dagster_project.matching.records import Records
from dagster_project.matching.registry import Registry

_KNOWN = """
    select numbered.row_number, registered.rank, registered.customer_id
    from numbered
    inner join registered using (source_system, source_object, source_record_id)
    order by numbered.row_number
"""


@dataclass(frozen=True)
class Assignment:
    """Every record's place in line, cluster and customer id, now and before."""

    rank: Longs
    founder: Longs  # row of the founding record of each cluster
    cluster: Longs  # cluster number of each record
    cluster_id: list[str]  # customer id of each cluster
    is_customer: NDArray[np.bool_]  # clusters with a record that makes a customer
    known: Longs  # rows that the registry already held …
    previous: list[str]  # … and the id each of them had

    def id_of(self, row: int) -> str:
        """The customer id of a record's cluster."""
        return self.cluster_id[int(self.cluster[row])]


def assign(
    con: duckdb.DuckDBPyConnection, records: Records, root: Longs, registry: Registry
) -> Assignment:
    """Ids for all clusters."""
    rank, known, previous = _places_in_line(con, records, registry)
    order = np.lexsort((rank, root))
    _, first, cluster = np.unique(root[order], return_index=True, return_inverse=True)
    founder = order[first]
    of_record = np.empty(len(records), np.int64)
    of_record[order] = cluster
    columns = (column.take(founder).to_pylist() for column in records.keys.columns)
    ids = [customer_id(*key) for key in zip(*columns, strict=True)]
    is_customer = np.zeros(len(ids), bool)
    is_customer[of_record[records.makes_customer]] = True
    return Assignment(rank, founder, of_record, ids, is_customer, known, previous)


def customer_id(source_system: str, source_object: str, source_record_id: str) -> str:
    """The id of the customer that this record founds."""
    key = f"{source_system}|{source_object}|{source_record_id}"
    return "C" + hashlib.sha256(key.encode()).hexdigest()[:16]


def registry_after(records: Records, assigned: Assignment, registry: Registry) -> pa.Table:
    """The registry's records with tonight's ids; records that stayed away keep their place."""
    ids = pa.array(assigned.cluster_id, pa.string()).take(pa.array(assigned.cluster))
    now = records.keys.append_column("rank", pa.array(assigned.rank)).append_column(
        "customer_id", ids
    )
    absent = registry.records.join(
        records.keys, ["source_system", "source_object", "source_record_id"], join_type="left anti"
    )
    both = pa.concat_tables([now.cast(registry.records.schema), absent.select(now.column_names)])
    return both.sort_by("rank")


def _places_in_line(
    con: duckdb.DuckDBPyConnection, records: Records, registry: Registry
) -> tuple[Longs, Longs, list[str]]:
    numbered = records.keys.append_column("row_number", pa.array(np.arange(len(records))))
    con.register("numbered", numbered)
    con.register("registered", registry.records)
    found = con.execute(_KNOWN).to_arrow_table()
    con.unregister("numbered")
    con.unregister("registered")
    known = found["row_number"].to_numpy().astype(np.int64)
    rank = np.full(len(records), -1, np.int64)
    rank[known] = found["rank"].to_numpy()
    new = np.flatnonzero(rank < 0)
    # Rows already stand in the order of their keys, which settles records of one delivery.
    in_line = new[np.argsort(records.first_seen[new], kind="stable")]
    last = pc.max(registry.records["rank"]).as_py()
    rank[in_line] = (-1 if last is None else last) + 1 + np.arange(len(in_line))
    return rank, known, found["customer_id"].to_pylist()
