"""Lines into rows: values carried down a record's lines, and a line's numbered groups set apart.

Only contracts that ask for it come here; their records are first written down as they were parsed,
because carrying needs each record's place, and so does telling rows apart that have no id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dagster_project.contracts import CarryForward, Column
from dagster_project.landing.cells import Cell, name, without_tokens
from dagster_project.landing.quoting import Places

_ORDER = "order by origin, part"


def lines_of(
    records: str, columns: Mapping[str, Column], groups: Mapping[str, dict[int, int]]
) -> str:
    """The parsed records in their order: `origin` counts them from 0, `part` the groups in each.

    Of a line with groups, one row for each group with any value; a line without one stays a row.
    """
    parsed = f"select * exclude (file_row_number), file_row_number as origin from {records}"
    if not groups:
        return f"(select *, 1 as part from ({parsed}))"
    numbers = sorted({number for places in groups.values() for number in places})
    each = ", ".join(_group(number, columns, groups) for number in numbers)
    any_value = " or ".join(f"one.{name(key)} is not null" for key in groups)
    none = ", ".join(f"{name(key)}: cast(null as varchar)" for key in groups)
    cells = ", ".join(f"one.{name(key)} as {name(f'g:{key}')}" for key in groups)
    return (
        f"(select * exclude (one), one.n as part, {cells} from (select * exclude (several), "
        f"unnest(case when len(several) = 0 then [{{n: cast(null as integer), {none}}}] "
        f"else several end) as one from (select *, list_filter([{each}], lambda one: {any_value}) "
        f"as several from ({parsed}))))"
    )


def _group(number: int, columns: Mapping[str, Column], groups: Mapping[str, dict[int, int]]) -> str:
    cells = [
        f"{name(key)}: "
        + (
            without_tokens(name(f"c{places[number]}"), columns[key].null_tokens)
            if number in places
            else "cast(null as varchar)"
        )
        for key, places in groups.items()
    ]
    return f"{{n: {number}, {', '.join(cells)}}}"


def carried(sql: str, carry: CarryForward, gaps: Places) -> str:
    """Empty cells take the value from above, within one run of the key and never across two.

    `gaps` are the places of records before which one was left out: what follows without a key of
    its own may belong to the lost one, so it takes nothing from before.
    """
    keys = [name(f"r:{key}") for key in carry.key]
    if carry.key_blank:
        above = "rows between unbounded preceding and 1 preceding"
        begins = [
            f"({key} is not null and {key} is distinct from "
            f"last_value({key} ignore nulls) over ({_ORDER} {above}))"
            for key in keys
        ]
        if len(gaps):
            listed = ", ".join(map(str, gaps.tolist()))
            begins.append(f"origin in (select unnest([{listed}]))")
    else:
        begins = [
            f"({key} is null or {key} is distinct from lag({key}) over ({_ORDER}))" for key in keys
        ]
    runs = (
        f"select *, sum(cast(begins as integer)) over ({_ORDER} rows unbounded preceding) as run "
        f"from (select *, ({' or '.join(begins)}) as begins from ({sql}))"
    )
    filled = [*carry.columns, *(carry.key if carry.key_blank else ())]
    cells = ", ".join(
        f"last_value({name(f'r:{each}')} ignore nulls) over (partition by run {_ORDER} "
        f"rows unbounded preceding) as {name(f'r:{each}')}"
        for each in dict.fromkeys(filled)
    )
    return f"select * exclude (run, begins) replace ({cells}) from ({runs})"


def keyed(sql: str, cells: Sequence[Cell]) -> str:
    """A row without an id gets one from what it says, so that a row sent again keeps it.

    Rows that say the same are told apart by how many stood above, not by where they stand.
    """
    for cell in cells:
        if cell.column.record_key:
            said = ", ".join(
                f"coalesce(lower(trim({name(f'v:{each}')})), '')" for each in cell.column.record_key
            )
            above = f"row_number() over (partition by {said} {_ORDER})"
            made = f"sha256(concat_ws(chr(31), {said}, {above}))"
            value = name(f"v:{cell.column.name}")
            sql = f"select * replace (coalesce({value}, {made}) as {value}) from ({sql})"
    return sql


def orphaned(carry: CarryForward | None) -> str | None:
    """True for a line that continues a record whose first line is not there."""
    if carry is None or not carry.key_blank:
        return None
    return " or ".join(f"{name(f'r:{key}')} is null" for key in carry.key)


def gaps_before(left_out: list[int], kept: Places) -> Places:
    """Positions among the kept records right before which one of the `left_out` ordinals stood."""
    return np.unique(np.searchsorted(kept, np.array(sorted(left_out), dtype=np.int64)))
