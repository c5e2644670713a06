"""The shortest chain of evidence between two records of one customer."""

from __future__ import annotations

import heapq
from collections import defaultdict

from dagster_project.steward.customers import Link, Record


def path(links: list[Link], start: Record, end: Record) -> list[tuple[Record, Record, Link]]:
    """(from, to, link) of the fewest steps; of equally many, those whose weakest is the surest."""
    near: defaultdict[Record, list[Link]] = defaultdict(list)
    for link in links:
        near[link.left].append(link)
        near[link.right].append(link)
    waiting: list[tuple[int, float, Record, list[tuple[Record, Record, Link]]]]
    waiting = [(0, -1.0, start, [])]
    seen: set[Record] = set()
    while waiting:
        steps, doubt, record, way = heapq.heappop(waiting)
        if record == end:
            return way
        if record in seen:
            continue
        seen.add(record)
        for link in near[record]:
            there = link.other(record)
            if there not in seen:
                weakest = max(doubt, -link.weight)
                heapq.heappush(waiting, (steps + 1, weakest, there, [*way, (record, there, link)]))
    return []
