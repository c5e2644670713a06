"""Pairs worth a comparison: records that share a rare enough combination of two signals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs
from dagster_project.matching.normalise.email import mailbox
from dagster_project.matching.records import Ints, Records

# What more records than this share says too little to compare every two of them.
MOST_SHARING = 16


def candidates(records: Records, *, has_households: bool) -> tuple[Longs, Longs]:
    """(left, right), left < right, each pair once, in the order of left and right.

    Where people share a door, surname and address find mostly relatives: such pairs are not asked.
    """
    size = len(records)
    pairs = [np.zeros(0, np.int64)]
    for group, record in _keys(records, has_households):
        left, right = _all_pairs(group, record)
        pairs.append(left * size + right)
    every = np.unique(np.concatenate(pairs))
    return every // max(size, 1), every % max(size, 1)


def _keys(records: Records, has_households: bool) -> Iterator[tuple[Longs, Longs]]:
    """(group, record) of every blocking key."""
    rows = np.arange(len(records))
    given = records.names.given_tokens.explode(records.name)
    family = records.names.family_tokens.explode(records.name)
    at, whole = full = records.names.full_tokens.explode(records.name)
    boxes = [mailbox(address) for address in records.emails]
    heads = _coded([box[:5] for box in boxes], records.email)
    tails = _coded([box[-5:] for box in boxes], records.email)
    first = _coded([number[:7] for number in records.phone_values], *records.phones)
    last = _coded([number[-4:] for number in records.phone_values], *records.phones)
    birth = np.where(records.birth > 0, records.birth, -1)
    house = _coded(
        [text.rsplit("|", 1)[1] for text in records.address_values], records.addresses[0]
    )
    towns, zips = records.addresses
    street, city, postal = records.street, records.city, records.postal
    # A slip in one half of an identifier leaves the other half whole.
    halves = (heads, tails, first, last)
    places = (house, postal, street, city)
    for column in (*halves, birth // 10000, birth % 10000, *places):
        yield _crossed(full, column)
    for half in (given, family):
        yield _crossed(half, birth)
    yield _crossed(given, street)
    for column in (*places, records.email, *records.phones):
        yield _crossed((rows, birth), column)
    if has_households:
        return
    yield whole, at
    for column in (towns, zips):
        yield _of(rows, column)
    for column in (*halves, *places):
        yield _crossed(family, column)
        yield _crossed(given, column)
    for column in (postal, street, city):
        yield _crossed((rows, house), column)


def _coded(values: list[str], *columns: Ints) -> Ints:
    """Codes of derived texts, for the first column that has one."""
    codes: dict[str, int] = {}
    of = np.array([*(codes.setdefault(value, len(codes)) for value in values), -1], np.int32)
    found = of[columns[0]]
    for column in columns[1:]:
        found = np.where(found < 0, of[column], found)
    return found


def _of(rows: Longs, column: Ints) -> tuple[Longs, Longs]:
    known = column >= 0
    return column[known].astype(np.int64), rows[known]


def _crossed(exploded: tuple[Longs, Longs | Ints], column: Ints) -> tuple[Longs, Longs]:
    """Groups of a token together with a column of the same record."""
    at, token = exploded[0], np.asarray(exploded[1], np.int64)
    known = (column[at] >= 0) & (token >= 0)
    at, codes = at[known], token[known]
    return codes * (int(column.max(initial=0)) + 1) + column[at], at


def _all_pairs(group: Longs, record: Longs) -> tuple[Longs, Longs]:
    order = np.lexsort((record, group))
    group, record = group[order], record[order]
    begins = np.concatenate(([True], group[1:] != group[:-1])) if len(group) else np.zeros(0, bool)
    sizes = np.diff(np.append(np.flatnonzero(begins), len(group)))
    few: NDArray[np.bool_] = np.repeat((sizes > 1) & (sizes <= MOST_SHARING), sizes)
    group, record = group[few], record[few]
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, MOST_SHARING):
        same = np.flatnonzero((group[:-step] == group[step:]) & (record[:-step] != record[step:]))
        if not len(same):
            break
        lefts.append(record[same])
        rights.append(record[same + step])
    return np.concatenate(lefts), np.concatenate(rights)
