"""Identifiers that a source lists beside its records: a second address, a loyalty id, a device.

`identity.yaml` says which types are one person's alone. Any other is a plain signal: it needs the
whole name beside it.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.matching.cells import NormalisedCells
from dagster_project.matching.records import Listed
from dagster_project.matching.rules import COLUMNS_OF_RECORDS, IdentityRules

# Of two objects that use one record id, the first is meant, as with party keys.
_LISTED = """
    select listed.identifier_type, listed.source_system, listed.party_record_id,
        listed.identifier_raw, min(person.record) as record
    from canonical.source_identifier as listed
    inner join person
        on listed.source_system = person.source_system
        and listed.party_record_id = person.source_record_id
    where not listed.is_deleted
    group by all
    order by all
"""
_ANY = "select count(*) from canonical.source_identifier where not is_deleted"


def listed_identifiers(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, cells: NormalisedCells, rules: IdentityRules
) -> tuple[Listed, ...]:
    """Those of tonight's people, one entry a class of identifiers; deleted ones are not listed.

    `rows`: the party rows in order, with `is_person`. An organisation's identifiers name nobody.
    """
    if con.execute(_ANY).fetchall() == [(0,)]:
        return ()
    people = rows.select(["source_system", "source_record_id"])
    people = people.append_column("record", pa.array(np.arange(len(rows))))
    is_own = pc.and_(rows["is_person"], pc.not_equal(rows["source_object"], "implied"))
    con.register("person", people.filter(is_own))
    found = con.execute(_LISTED).to_arrow_table()
    con.unregister("person")
    classes: dict[tuple[str, bool, str], list[int]] = {}
    types, systems = found["identifier_type"].to_pylist(), found["source_system"].to_pylist()
    for row, (kind, system) in enumerate(zip(types, systems, strict=True)):
        classes.setdefault((*rules.class_of(kind, system), kind), []).append(row)
    # Every cell gets its code before the first one is asked what the codes stand for.
    taken = [(key, found.take(pa.array(classes[key]))) for key in sorted(classes)]
    codes = [cells.codes(_cell(kind), part["identifier_raw"]) for (*_, kind), part in taken]
    listed = []
    for ((name, is_exclusive, kind), part), code in zip(taken, codes, strict=True):
        value, values = cells.words(_cell(kind), code, blocked_as=kind)
        usable = value >= 0
        record = part["record"].to_numpy()[usable]
        listed.append(Listed(name, is_exclusive, record, value[usable].astype(np.int64), values))
    return tuple(listed)


def _cell(kind: str) -> str:
    return kind if kind in COLUMNS_OF_RECORDS else "identifier"
