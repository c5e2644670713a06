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
from dagster_project.matching.nights import Nights
from dagster_project.matching.records import Records
from dagster_project.matching.registry import Registry

_KNOWN = """
    select numbered.row_number, registered.rank
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
    con: duckdb.DuckDBPyConnection,
    records: Records,
    root: Longs,
    registry: Registry,
    nights: Nights,
) -> Assignment:
    """Ids for all clusters."""
    rank, known, previous = _places_in_line(con, records, registry, nights)
    order = np.lexsort((rank, root))
    _, first, cluster = np.unique(root[order], return_index=True, return_inverse=True)
    founder = order[first]
    of_record = np.empty(len(records), np.int64)
    of_record[order] = cluster
    ids = _ids(con, records, founder, nights)
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
    con: duckdb.DuckDBPyConnection, records: Records, registry: Registry, nights: Nights
) -> tuple[Longs, Longs, pa.Array]:
    last = nights.memory.last("ranks")
    hint = np.full(len(records), -1, np.int64)
    if last is not None:
        hint = np.append(last["rank"].to_numpy(), -1)[nights.before]
    rank = np.where(_stands_at(hint, records, registry), hint, -1)
    others = np.flatnonzero(rank < 0)
    con.register("numbered", _numbered(records, others))
    con.register("registered", registry.records)
    found = con.execute(_KNOWN).to_arrow_table() if len(others) else None
    con.unregister("numbered")
    con.unregister("registered")
    if found:
        rank[found["row_number"].to_numpy()] = found["rank"].to_numpy()
    known = np.flatnonzero(rank >= 0)
    new = np.flatnonzero(rank < 0)
    ranks = registry.records["rank"].to_numpy()
    place = np.full(int(ranks.max(initial=-1)) + 1, -1, np.int64)
    place[ranks] = np.arange(len(ranks))
    previous = registry.records["customer_id"].take(pa.array(place[rank[known]]))
    # Rows already stand in the order of their keys, which settles records of one delivery.
    in_line = new[np.argsort(records.first_seen[new], kind="stable")]
    rank[in_line] = len(place) + np.arange(len(in_line))
    nights.memory.keep("ranks", pa.table({"rank": rank}))
    return rank, known, previous.combine_chunks()


def _stands_at(place: Longs, records: Records, registry: Registry) -> NDArray[np.bool_]:
    """Whether the registry holds each record at this place, which is its rank as well."""
    rows = np.flatnonzero((place >= 0) & (place < len(registry.records)))
    at = pa.array(place[rows])
    same = registry.records["rank"].take(at).to_numpy() == place[rows]
    for name in records.keys.column_names:
        mine = records.keys[name].take(pa.array(rows))
        theirs = registry.records[name].take(at)
        same &= pc.equal(mine, theirs).to_numpy()
    result = np.zeros(len(records), bool)
    result[rows[same]] = True
    return result


def _numbered(records: Records, rows: Longs) -> pa.Table:
    return records.keys.take(pa.array(rows)).append_column("row_number", pa.array(rows))


def _ids(
    con: duckdb.DuckDBPyConnection, records: Records, founder: Longs, nights: Nights
) -> pa.Array:
    """The id of the customer that each of these records founds."""
    last = nights.memory.last("founded")
    known = pa.nulls(len(founder), pa.string())
    if last is not None:
        before = nights.before[founder]
        known = last["customer_id"].take(pa.array(before, mask=before < 0)).combine_chunks()
    new = np.flatnonzero(known.is_null().to_numpy(zero_copy_only=False))
    con.register("founders", records.keys.take(pa.array(founder[new])))
    found = con.execute(_IDS).to_arrow_table()["customer_id"].combine_chunks()
    con.unregister("founders")
    source = np.arange(len(founder))
    source[new] = len(founder) + np.arange(len(new))
    ids = pa.concat_arrays([known, found]).take(pa.array(source))
    place = np.full(len(records), -1, np.int64)
    place[founder] = np.arange(len(founder))
    of_rows = ids.take(pa.array(place, mask=place < 0))
    nights.memory.keep("founded", pa.table({"customer_id": of_rows}))
    return ids
