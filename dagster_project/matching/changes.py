"""What a night did to customer ids: new, merged, split, moved; and the aliases that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.matching.customer_ids import Assignment
from dagster_project.matching.registry import ALIASES, Registry

Why = Callable[[int], str]  # row -> the tier that holds it in its cluster


@dataclass(frozen=True)
class Change:
    """Records that had one id and have another; or a customer nobody knew before."""

    customer_id: str
    change: str  # new, merged, split, moved
    previous_customer_id: str | None
    record_count: int
    reason: str


@dataclass(frozen=True)
class Changes:
    """`moved_records` of `known_records` have another id than in the registry."""

    rows: list[Change]
    aliases: pa.Table
    moved_records: int
    known_records: int

    def records(self, kind: str) -> int:
        """How many records changed their customer in this way."""
        return sum(each.record_count for each in self.rows if each.change == kind)


def changes_since(registry: Registry, assigned: Assignment, why: Why, valid_from: date) -> Changes:
    """Tonight's ids against the registry's; a first night, with nothing to compare, has none."""
    before = registry.records["customer_id"]
    now = assigned.cluster_id.filter(pa.array(assigned.is_customer))
    ids = assigned.ids_of(assigned.known)
    moved = np.flatnonzero(pc.not_equal(ids, assigned.previous).to_numpy(zero_copy_only=False))
    moves: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    taken = pa.array(moved)
    for row, old, new in zip(
        assigned.known[moved].tolist(),
        assigned.previous.take(taken).to_pylist(),
        ids.take(taken).to_pylist(),
        strict=True,
    ):
        moves[old, new].append(row)
    old_that_live = _present([old for old, _ in moves], now)
    new_that_were = _present([new for _, new in moves], before)
    rows = [
        Change(
            new,
            _kind(old in old_that_live, new in new_that_were),
            old,
            len(members),
            why(_eldest(assigned, members)),
        )
        for (old, new), members in moves.items()
    ]
    if len(before):
        stays = np.ones(len(assigned.known), bool)
        stays[moved] = False
        is_new = assigned.is_customer.copy()
        is_new[assigned.cluster[assigned.known[stays]]] = False
        numbers = np.flatnonzero(is_new)
        fresh = assigned.cluster_id.take(pa.array(numbers)).to_pylist()
        known = {new for _, new in moves} | _present(fresh, before)
        sizes = np.bincount(assigned.cluster)
        rows += [
            Change(id_, "new", None, int(sizes[number]), "first_seen")
            for number, id_ in zip(numbers.tolist(), fresh, strict=True)
            if id_ not in known
        ]
    rows.sort(key=lambda r: (r.customer_id, r.change, r.previous_customer_id or ""))
    aliases = _aliases(registry, rows, now, datetime.combine(valid_from, time()))
    return Changes(rows, aliases, len(moved), len(assigned.known))


def _present(ids: Iterable[str], among: pa.ChunkedArray | pa.Array) -> set[str]:
    """Those of the ids that are there."""
    few = sorted(set(ids))
    found = pc.index_in(among, value_set=pa.array(few, pa.string())).drop_null()
    return {few[place] for place in pc.unique(found).to_pylist()}


def _kind(old_lives: bool, new_was_known: bool) -> str:
    if new_was_known:
        return "moved" if old_lives else "merged"
    return "split"


def _eldest(assigned: Assignment, rows: list[int]) -> int:
    return min(rows, key=lambda row: int(assigned.rank[row]))


def _aliases(registry: Registry, rows: list[Change], living: pa.Array, at: datetime) -> pa.Table:
    """One row an old id: where most of its records went; plus the ids that a living one split off.

    An old id that lives again (a merge undone) is no alias any more; one whose target has since
    become an alias follows it.
    """
    earlier = registry.aliases.to_pylist()
    asked = [id_ for each in earlier for id_ in (each["old_customer_id"], each["customer_id"])]
    asked += [id_ for each in rows for id_ in (each.customer_id, each.previous_customer_id) if id_]
    now = _present(asked, living)
    heirs: defaultdict[str, list[Change]] = defaultdict(list)
    for change in rows:
        if change.previous_customer_id:
            heirs[change.previous_customer_id].append(change)
    found: dict[tuple[str, str], tuple[str, datetime]] = {}
    follow: dict[str, str] = {}
    for old, parts in heirs.items():
        if old in now:
            gone = [part for part in parts if part.change == "split"]
        else:
            gone = [min(parts, key=lambda part: (-part.record_count, part.customer_id))]
            follow[old] = gone[0].customer_id
        for part in gone:
            reason = "override" if part.reason == "force_link" else _REASON[part.change]
            found[old, part.customer_id] = (reason, at)
    for entry in earlier:
        old, target = entry["old_customer_id"], entry["customer_id"]
        target = follow.get(target, target)
        stale = old in now and entry["reason"] != "split"
        if target in now and target != old and not stale:
            found.setdefault((old, target), (entry["reason"], entry["valid_from_at"]))
    table = [
        {"old_customer_id": old, "customer_id": new, "reason": reason, "valid_from_at": since}
        for (old, new), (reason, since) in sorted(found.items())
        if new in now
    ]
    return pa.Table.from_pylist(table, ALIASES)


_REASON = {"merged": "merge", "split": "split", "moved": "merge"}
