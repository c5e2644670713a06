"""The party rows of the warehouse, of which only those are read that last night did not have."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.matching.evidence import Longs
from dagster_project.matching.memory import Memory, places

KEY = ["source_system", "source_object", "source_record_id"]
# What a record says, as its source wrote it; the fingerprint tells two such rows apart.
_PARTIES = """
    select source_system, source_object, source_record_id,
        cast(FIRST_SEEN as bigint) as first_seen,
        is_deleted, party_type,
        full_name, family_name, given_name, full_name_kana, family_name_kana, given_name_kana,
        email, phone, mobile_phone, postal_code, address_line, city,
        member_code, gender, birth_on, merged_into_record_id
    from canonical.party
    union all by name
    select *, 'implied' as source_object from implied_party
"""
_READ = """
    select source_system, source_object, source_record_id, first_seen,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(party_type, 'person') <> 'organisation' as is_person,
        full_name, family_name, given_name, full_name_kana, family_name_kana, given_name_kana,
        email, phone, mobile_phone, postal_code,
        -- Some systems write the city into the line as well.
        case when contains(address_line, city) then address_line
            when regexp_full_match(city, '[ -~]+') then concat_ws(', ', address_line, city)
            else concat(city, address_line) end as address,
        address_line, city,
        member_code, gender,
        cast(coalesce(
            year(birth_on) * 10000 + month(birth_on) * 100 + day(birth_on), 0
        ) as integer) as birth,
        merged_into_record_id,
        fingerprint
    from ({rows})
    order by source_system, source_object, source_record_id
"""
_HAS_FIRST_LOAD = """
    select count(*) from information_schema.columns
    where table_schema = 'canonical' and table_name = 'party' and column_name = 'first_load_seq'
"""
_FINGERPRINTED = "select *, hash(*columns(*)) as fingerprint from ({parties})"


@dataclass(frozen=True)
class PartyRows:
    """`fresh`: the rows that are new or not as they were, in the order of their keys.

    All rows, in that order, are `kept` rows of last night with the fresh ones among them:
    `order` takes the one after the other into place.
    """

    fresh: pa.Table
    kept: Longs  # rows of last night
    order: Longs  # places in (kept rows, then fresh rows)
    before: Longs  # last night's row of the same key, of all rows in order; -1: none
    last_count: int


def party_rows(con: duckdb.DuckDBPyConnection, implied: pa.Table, memory: Memory) -> PartyRows:
    """Tonight's rows beside the table `rows` of the memory."""
    last = memory.last("rows")
    con.register("implied_party", implied)
    query = _FINGERPRINTED.format(parties=_PARTIES.replace("FIRST_SEEN", _first_seen(con)))
    if last is None:
        everything = con.execute(_READ.format(rows=query)).to_arrow_table()
        con.unregister("implied_party")
        return _all_fresh(everything, 0)
    numbers = pa.array(np.arange(len(last)))
    con.register("last_rows", pa.table({"fingerprint": last["fingerprint"], "number": numbers}))
    changed = f"select tonight.* from ({query}) as tonight anti join last_rows using (fingerprint)"
    fresh = con.execute(_READ.format(rows=changed)).to_arrow_table()
    found = con.execute(
        f"select number from last_rows semi join ({query}) as tonight using (fingerprint)"
    ).to_arrow_table()
    [(count,)] = con.execute(f"select count(*) from ({_PARTIES_COUNT})").fetchall()
    con.unregister("last_rows")
    kept = np.sort(found["number"].to_numpy())
    if len(kept) + len(fresh) != count:
        # Rows without a key of their own: which of them is which cannot be told.
        everything = con.execute(_READ.format(rows=query)).to_arrow_table()
        con.unregister("implied_party")
        return _all_fresh(everything, len(last))
    con.unregister("implied_party")
    return _merged(fresh, kept, last)


_PARTIES_COUNT = "select 1 from canonical.party union all select 1 from implied_party"


def _all_fresh(rows: pa.Table, last_count: int) -> PartyRows:
    count = len(rows)
    nothing = np.zeros(0, np.int64)
    return PartyRows(rows, nothing, np.arange(count), np.full(count, -1, np.int64), last_count)


def _merged(fresh: pa.Table, kept: Longs, last: pa.Table) -> PartyRows:
    place = np.array(_places_of(fresh, kept, last), np.int64)
    order = np.argsort(np.concatenate((np.arange(len(kept)), place - 0.5)), kind="stable")
    is_gone = np.ones(len(last), bool)
    is_gone[kept] = False
    gone = np.flatnonzero(is_gone)
    known, now = (_joined(rows.select(KEY)) for rows in (last.take(pa.array(gone)), fresh))
    same = np.append(gone, -1)[places(now, known)]
    return PartyRows(fresh, kept, order, np.concatenate((kept, same))[order], len(last))


def _places_of(fresh: pa.Table, kept: Longs, last: pa.Table) -> list[int]:
    """Before which of the kept rows, which stand in the order of keys, each fresh one goes."""
    systems, kinds, ids = (last[name].combine_chunks() for name in KEY)
    code = [column.dictionary_encode().indices.to_numpy()[kept] for column in (systems, kinds)]
    parts = np.flatnonzero(np.any([np.diff(each, prepend=-1) != 0 for each in code], axis=0))
    begins = [*parts.tolist(), len(kept)]
    heads = [(systems[i].as_py(), kinds[i].as_py()) for i in kept[parts].tolist()]
    numbers = kept.tolist()
    found = []
    for system, kind, record in zip(*(fresh[name].to_pylist() for name in KEY), strict=True):
        part = bisect_left(heads, (system, kind))
        if part < len(heads) and heads[part] == (system, kind):
            within = begins[part], begins[part + 1]
            found.append(bisect_left(numbers, record, *within, key=lambda row: ids[row].as_py()))
        else:
            found.append(begins[part])
    return found


def _joined(keys: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(*(c.combine_chunks() for c in keys.columns), "\x1f")


def _first_seen(con: duckdb.DuckDBPyConnection) -> str:
    """A record sent again keeps its place in line where the canonical layer remembers it."""
    [(known,)] = con.execute(_HAS_FIRST_LOAD).fetchall()
    return "coalesce(first_load_seq, load_seq, 0)" if known else "coalesce(load_seq, 0)"
