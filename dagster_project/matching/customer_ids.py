"""Customer ids: each is the fingerprint of the cluster's founding record.

The founding record is the one that came first: those already in the registry before new ones, new
ones in the order of delivery. So an id outlives reruns, shuffles, merges (the elder stays) and
splits (the founder keeps it), and a record split off again gets the id it had on its own.
"""

from __future__ import annotations

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

# The fingerprint of a founding record's key is the id of its customer.
_IDS = """
    select 'C' || left(
        sha256(source_system || '|' || source_object || '|' || source_record_id), 16
    ) as customer_id
    from founders
"""


@dataclass(frozen=True)
class Assignment:
    """Every record's place in line, cluster and customer id, now and before."""

    rank: Longs
    founder: Longs  # row of the founding record of each cluster
    cluster: Longs  # cluster number of each record
    cluster_id: pa.Array  # customer id of each cluster
    is_customer: NDArray[np.bool_]  # clusters with a record that makes a customer
    known: Longs  # rows that the registry already held …
    previous: pa.Array  # … and the id each of them had

    def id_of(self, row: int) -> str:
        """The customer id of a record's cluster."""
        return str(self.cluster_id[int(self.cluster[row])])

    def ids_of(self, rows: Longs) -> pa.Array:
        """The customer ids of the clusters of these records."""
        return self.cluster_id.take(pa.array(self.cluster[rows]))


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
    ids = _ids(con, records.keys.take(pa.array(founder)))
    is_customer = np.zeros(len(ids), bool)
    is_customer[of_record[records.makes_customer]] = True
    return Assignment(rank, founder, of_record, ids, is_customer, known, previous)


def registry_after(records: Records, assigned: Assignment, registry: Registry) -> pa.Table:
    """The registry's records with tonight's ids; records that stayed away keep their place."""
    ids = assigned.cluster_id.take(pa.array(assigned.cluster))
    now = records.keys.append_column("rank", pa.array(assigned.rank)).append_column(
        "customer_id", ids
    )
    place = registry.records["rank"].to_numpy()
    is_absent = np.ones(int(max(place.max(initial=-1), assigned.rank.max(initial=-1))) + 1, bool)
    is_absent[assigned.rank] = False
    absent = registry.records.filter(pa.array(is_absent[place]))
    both = pa.concat_tables([now.cast(registry.records.schema), absent.select(now.column_names)])
    return both.take(pa.array(np.argsort(both["rank"].to_numpy(), kind="stable")))


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
    return rank, known, found["customer_id"].combine_chunks()


def _ids(con: duckdb.DuckDBPyConnection, keys: pa.Table) -> pa.Array:
    """The id of each of these founding records."""
    con.register("founders", keys)
    found = con.execute(_IDS).to_arrow_table()
    con.unregister("founders")
    return found["customer_id"].combine_chunks()
