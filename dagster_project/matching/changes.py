"""What a night did to customer ids: new, merged, split, moved; and the aliases that follow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import pyarrow as pa

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
    before = set(registry.records["customer_id"].to_pylist())
    now = {id_ for id_, real in zip(assigned.cluster_id, assigned.is_customer, strict=True) if real}
    moves: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row, old in zip(assigned.known.tolist(), assigned.previous, strict=True):
        if old != (new := assigned.id_of(row)):
            moves[old, new].append(row)
    rows = [
        Change(
            new,
            _kind(old in now, new in before),
            old,
            len(members),
            why(_eldest(assigned, members)),
        )
        for (old, new), members in moves.items()
    ]
    if before:
        targets = {new for _, new in moves}
        sizes = Counter(assigned.cluster.tolist())
        rows += [
            Change(id_, "new", None, sizes[number], "first_seen")
            for number, id_ in enumerate(assigned.cluster_id)
            if assigned.is_customer[number] and id_ not in before and id_ not in targets
        ]
    rows.sort(key=lambda r: (r.customer_id, r.change, r.previous_customer_id or ""))
    aliases = _aliases(registry, rows, now, datetime.combine(valid_from, time()))
    return Changes(rows, aliases, sum(map(len, moves.values())), len(assigned.known))


def _kind(old_lives: bool, new_was_known: bool) -> str:
    if new_was_known:
        return "moved" if old_lives else "merged"
    return "split"


def _eldest(assigned: Assignment, rows: list[int]) -> int:
    return min(rows, key=lambda row: int(assigned.rank[row]))


def _aliases(registry: Registry, rows: list[Change], now: set[str], at: datetime) -> pa.Table:
    """One row an old id: where most of its records went; plus the ids that a living one split off.

    An old id that lives again (a merge undone) is no alias any more; one whose target has since
    become an alias follows it.
    """
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
    for entry in registry.aliases.to_pylist():
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
