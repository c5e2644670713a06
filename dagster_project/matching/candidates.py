"""Pairs worth a comparison: records that share a rare enough combination of two signals.

A combination is a number made of its two texts, the same on every night, so that a night can tell
which combinations have become too frequent, or rare enough, since the last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs, distinct
from dagster_project.matching.records import Ints, Records

# What more records than this share says too little to compare every two of them.
MOST_SHARING = 16
CROWDED = pa.schema([("key", pa.int16()), ("group", pa.uint64())])

Numbers = NDArray[np.uint64]
_Exploded = tuple[Longs, Numbers]  # (record, number of a text); a record may have several, or none
_NOTHING = np.uint64(0)
_ODD, _OTHER_ODD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@dataclass(frozen=True)
class Candidates:
    """Pairs with `left` < `right`, each once and in order; `asked`: all pairs of these records."""

    left: Longs
    right: Longs
    asked: NDArray[np.bool_]
    crowded: pa.Table  # combinations that too many records share, for the next night


def candidates(
    records: Records,
    *,
    has_households: bool,
    touched: NDArray[np.bool_] | None = None,
    crowded: pa.Table | None = None,
) -> Candidates:
    """All candidate pairs; or, given last night's `crowded`, those that may be new since.

    A pair of two untouched records is a candidate as it was, unless a combination that they share
    was crowded on one of the two nights only: such records are asked for their pairs again.
    Where people share a door, surname and address find mostly relatives: they are not asked.
    """
    groups, size = _Groups(records).of_keys(has_households), len(records)
    pairs, kept = [np.zeros(0, np.int64)], []
    if touched is None or crowded is None:
        asked = np.ones(size, bool)
        for number, group in enumerate(groups):
            kept.append(_as_table(number, group.crowded()))
            left, right = _all_pairs(*group.rows(~group.alone))
            pairs.append(left * size + right)
    else:
        asked, seen = touched.copy(), []
        for number, group in enumerate(groups):
            now, other = group.crowded_near(touched, _of_key(crowded, number))
            kept.append(_as_table(number, now))
            asked[group.holding(other)] = True
            seen.append(group)
        for group in seen:
            left, right = _all_pairs(*group.rows(group.beside(asked)))
            wanted = asked[left] | asked[right]
            pairs.append(left[wanted] * size + right[wanted])
    found = distinct(np.concatenate(pairs))
    return Candidates(found // max(size, 1), found % max(size, 1), asked, pa.concat_tables(kept))


class _Group:
    """One kind of combination: which number each record has of it.

    Rows with one number fall into one bucket; a bucket seldom holds more than one number.
    """

    def __init__(self, number: Numbers, record: Longs) -> None:
        self._number, self._record = number, record.astype(np.int32)
        self._bits = np.uint64(64 - max(len(number), 1).bit_length())

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Rows whose number nobody else has."""
        bucket = self._bucket_of(self._number)
        return np.bincount(bucket, minlength=1)[bucket] < 2

    def rows(self, wanted: NDArray[np.bool_]) -> tuple[Numbers, Longs]:
        """(number, record) of these rows."""
        return self._number[wanted], self._record[wanted].astype(np.int64)

    def crowded(self) -> Numbers:
        """Numbers that too many records have."""
        bucket = self._bucket_of(self._number)
        return _frequent(self._number[np.bincount(bucket, minlength=1)[bucket] > MOST_SHARING])

    def crowded_near(self, touched: NDArray[np.bool_], then: Numbers) -> tuple[Numbers, Numbers]:
        """(crowded numbers, those that are crowded on one of the two nights only).

        Only what a touched record has now may have become crowded, and only what was crowded may
        have ceased to be.
        """
        bucket = self._bucket_of(self._number)
        near = self._marked(np.append(bucket[touched[self._record]], self._bucket_of(then)))
        now = _frequent(self._number[near[bucket]])
        return now, np.setxor1d(now, then)

    def holding(self, numbers: Numbers) -> NDArray[np.int32]:
        """The records that have one of these numbers."""
        if not len(numbers):
            return np.zeros(0, np.int32)
        near = np.flatnonzero(self._marked(self._bucket_of(numbers))[self._bucket_of(self._number)])
        return self._record[near[np.isin(self._number[near], numbers)]]

    def beside(self, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """All rows of the numbers that a marked record has, and a few more whole numbers."""
        bucket = self._bucket_of(self._number)
        return self._marked(bucket[asked[self._record]])[bucket]

    def _bucket_of(self, number: Numbers) -> Longs:
        return (number >> self._bits).astype(np.int64)

    def _marked(self, buckets: Longs) -> NDArray[np.bool_]:
        is_marked = np.zeros(1 << (64 - int(self._bits)), bool)
        is_marked[buckets] = True
        return is_marked


def _frequent(number: Numbers) -> Numbers:
    ordered = np.sort(number)
    far = ordered[MOST_SHARING:] == ordered[: max(len(ordered) - MOST_SHARING, 0)]
    return distinct(ordered[MOST_SHARING:][far])


class _Groups:
    """The combinations of the records."""

    def __init__(self, records: Records) -> None:
        self._rows = np.arange(len(records))
        table = records.names
        [words] = _numbers(pa.array(table.words, pa.string()), "word")
        self._given = _tokens(table.given_tokens.explode(records.name), words)
        self._family = _tokens(table.family_tokens.explode(records.name), words)
        family, given = table.full_halves
        whole = _mixed(words[family], words[given]) if len(family) else np.zeros(0, np.uint64)
        self._full = _tokens(table.full_tokens.explode(records.name), whole)
        emails = _numbers(
            records.emails,
            "word", "left(split_part(word, '@', 1), 5)", "right(split_part(word, '@', 1), 5)",
        )  # fmt: skip
        self._email, self._heads, self._tails = (_spread(each, records.email) for each in emails)
        phones, first, last = _numbers(
            records.phone_values, "word", "left(word, 7)", "right(word, 4)"
        )
        self._phones = [_spread(phones, column) for column in records.phones]
        self._first, self._last = (_spread(each, *records.phones) for each in (first, last))
        towns, zips = records.addresses
        town, house = _numbers(records.address_values, "word", "split_part(word, '|', -1)")
        self._town, self._house = _spread(town, towns), _spread(house, towns)
        [postal] = _numbers(records.postal_values, "word")
        self._postal = _spread(postal, records.postal)
        self._zip = np.where(zips >= 0, _mixed(self._postal, self._house), _NOTHING)
        [streets] = _numbers(records.streets, "word")
        [cities] = (
            [streets] if records.cities is records.streets else _numbers(records.cities, "word")
        )
        self._street, self._city = _spread(streets, records.street), _spread(cities, records.city)
        born = records.birth.astype(np.uint64)
        self._birth = np.where(born > 0, _mixed(born, born), _NOTHING)
        year, day = born // np.uint64(10000), born % np.uint64(10000)
        self._year, self._day = (
            np.where(born > 0, _mixed(part, part), _NOTHING) for part in (year, day)
        )

    def of_keys(self, has_households: bool) -> Iterator[_Group]:
        """Every blocking key, in an order of their own that stays from night to night."""
        # A slip in one half of an identifier leaves the other half whole.
        halves = (self._heads, self._tails, self._first, self._last)
        places = (self._house, self._postal, self._street, self._city)
        born = self._rows, self._birth
        for column in (*halves, self._year, self._day, *places):
            yield _crossed(self._full, column)
        for half in (self._given, self._family):
            yield _crossed(half, self._birth)
        yield _crossed(self._given, self._street)
        for column in (*places, self._email, *self._phones):
            yield _crossed(born, column)
        if has_households:
            return
        yield _known(*self._full)
        for column in (self._town, self._zip):
            yield _known(self._rows, column)
        for column in (*halves, *places):
            yield _crossed(self._family, column)
            yield _crossed(self._given, column)
        for column in (self._postal, self._street, self._city):
            yield _crossed((self._rows, self._house), column)


def _numbers(words: pa.Array, *texts: str) -> list[Numbers]:
    """For each of these parts of a word, a number for every word; 0 is nobody's."""
    hashes = ", ".join(f"hash({text}) as part{number}" for number, text in enumerate(texts))
    with duckdb.connect() as con:
        con.register("given_words", pa.table({"word": words}))
        found = con.execute(f"select {hashes} from given_words").to_arrow_table()
    return [column.to_numpy() | np.uint64(1) for column in found.columns]


def _spread(numbers: Numbers, *columns: Ints) -> Numbers:
    """The number of each record's code, of the first column that has one."""
    of = np.append(numbers, _NOTHING)
    found = of[columns[0]]
    for column in columns[1:]:
        found = np.where(found == _NOTHING, of[column], found)
    return found


def _tokens(exploded: tuple[Longs, Longs], numbers: Numbers) -> _Exploded:
    at, token = exploded
    return at, numbers[token] if len(token) else np.zeros(0, np.uint64)


def _mixed(a: Numbers, b: Numbers) -> Numbers:
    """One number of two, spread over all 64 bits."""
    mixed = (a * _ODD) ^ ((b + _ODD) * _OTHER_ODD)
    mixed = (mixed ^ (mixed >> _HALF)) * _ODD
    return (mixed ^ (mixed >> _HALF)) * _OTHER_ODD


def _crossed(exploded: _Exploded, column: Numbers) -> _Group:
    """Combinations of a text with another one of the same record."""
    at, one = exploded
    other = column[at]
    known = (one != _NOTHING) & (other != _NOTHING)
    return _Group(_mixed(one[known], other[known]), at[known])


def _known(at: Longs, number: Numbers) -> _Group:
    known = number != _NOTHING
    return _Group(_mixed(number[known], number[known]), at[known])


def _as_table(key: int, numbers: Numbers) -> pa.Table:
    keys = np.full(len(numbers), key, np.int16)
    return pa.table([pa.array(keys), pa.array(numbers, pa.uint64())], CROWDED)


def _of_key(crowded: pa.Table, key: int) -> Numbers:
    numbers: Numbers = crowded["group"].to_numpy()[crowded["key"].to_numpy() == key]
    return numbers


def _all_pairs(group: Numbers, record: Longs) -> tuple[Longs, Longs]:
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
