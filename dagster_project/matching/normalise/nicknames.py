"""Short names of Western people: which formal names a given name may stand for."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from dagster_project.matching.normalise.phonetic import reading_key


def formal_names(reading: str) -> frozenset[str]:
    """The formal names behind a reading: Bert may be an Albert, a Herbert or a Robert.

    A formal name stands for itself; one that has no short form, for nothing.
    """
    return _table().get(reading, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    meant: defaultdict[str, set[str]] = defaultdict(set)
    with (Path(__file__).parent / "nicknames.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in (row["formal"], *row["short"].split()):
                if reading := reading_key(name):
                    meant[reading].add(row["formal"])
    return {reading: frozenset(formal) for reading, formal in meant.items()}
